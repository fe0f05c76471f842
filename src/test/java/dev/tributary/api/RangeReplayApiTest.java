package dev.tributary.api;

import static dev.tributary.api.DeliveryApi.awaitRequests;
import static dev.tributary.api.DeliveryApi.requests;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.tributary.TestGateway.Answer;
import dev.tributary.egress.ScriptedServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ranges of deliveries: counted first, then replayed or cancelled, each once for each key. */
class RangeReplayApiTest {

    private static final String KEY = "Idempotency-Key";
    private static DeliveryApi api;
    private ScriptedServer subscriber;
    private String hook;
    private Instant from;

    @BeforeAll
    static void start() throws Exception {
        api = new DeliveryApi();
    }

    @AfterAll
    static void stop() throws Exception {
        api.close();
    }

    @BeforeEach
    void subscribe() throws Exception {
        from = Instant.now();
        subscriber = api.subscriber(200);
        hook = "hook-" + UUID.randomUUID();
        api.subscribe(hook, subscriber, "");
    }

    @AfterEach
    void unsubscribe() throws Exception {
        api.unsubscribe(hook);
    }

    @Test
    void aFilteredRangeIsCountedFirstAndReplayedOnceForEachKey() throws Exception {
        List<String> created = api.receive("credential_create", 5);
        List<String> updated = api.receive("credential_update", 2);
        await(created, "delivered");
        await(updated, "delivered");
        String range = range(",\"webHookId\":\"" + hook + "\",\"eventType\":\"" + DeliveryApi.CREATED
                + "\",\"states\":[\"delivered\",\"failed\"]");
        assertThat(api.post("/replays?dry_run=true", range).body()).isEqualTo("{\"count\":5,\"complete\":true}");

        Answer first = api.post("/replays", range, KEY, "range");
        assertThat(first.status()).as(first.body()).isEqualTo(202);
        String location = first.header("Location");
        assertThat(location)
                .isEqualTo("/api/v1/replays/" + first.json().path("id").asText());
        assertThat(api.awaitDone(location.replace("/api/v1", ""))).isEqualTo(5);
        await(created, "delivered", "delivered");
        Answer again = api.post("/replays", range, KEY, "range");
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(api.post("/replays", range(",\"events\":true"), KEY, "range").status())
                .isEqualTo(422);

        assertThat(api.post("/replays?dry_run=true", range).body())
                .as("an event that was replayed before counts once")
                .isEqualTo("{\"count\":5,\"complete\":true}");
        api.post("/replays", range, KEY, "second");
        await(created, "delivered", "delivered", "delivered");
        created.forEach(event -> assertThat(requests(subscriber, event)).hasSize(3));
        updated.forEach(event -> assertThat(requests(subscriber, event)).hasSize(1));
        assertThat(audited("replay.start", first.json().path("id").asText())).isEqualTo(1);
    }

    @Test
    void eventsThatWereRecordedWhileAWebHookWasDisabledAreReplayedToItOnly() throws Exception {
        ScriptedServer other = api.subscriber(200);
        api.subscribe("other", other, "");
        api.change(hook, "{\"enabled\":false}");
        List<String> missed = api.receive("credential_create", 3);
        api.change(hook, "{\"enabled\":true}");
        awaitRequests(other, missed, 1);
        String range = range(",\"webHookId\":\"" + hook + "\",\"events\":true");
        assertThat(api.post("/replays?dry_run=true", range).body()).isEqualTo("{\"count\":3,\"complete\":true}");
        assertThat(api.post("/replays", range, KEY, "missed").status()).isEqualTo(202);
        await(missed, "delivered");
        missed.forEach(event -> assertThat(requests(subscriber, event)).hasSize(1));
        missed.forEach(event -> assertThat(requests(other, event)).hasSize(1));
        api.unsubscribe("other");
    }

    @Test
    void theReplayOfEventsTakesThePlaceOfPendingDeliveries() throws Exception {
        api.change(hook, "{\"rate_limit\":0.001}");
        String waiting = api.receive("credential_create", 2).get(1);
        await(List.of(waiting), "pending");
        String range = range(",\"webHookId\":\"" + hook + "\",\"events\":true");
        assertThat(api.post("/replays", range, KEY, "at-once").status()).isEqualTo(202);
        await(List.of(waiting), "cancelled", "pending");
        api.change(hook, "{\"rate_limit\":null}");
        await(List.of(waiting), "cancelled", "delivered");
        assertThat(requests(subscriber, waiting)).hasSize(1);
    }

    @Test
    void aRangeIsReplayedOnlyToWebHooksThatSelectItsEventsNow() throws Exception {
        List<String> created = api.receive("credential_create", 2);
        await(created, "delivered");
        String all = range(",\"states\":[\"delivered\"]");
        assertThat(api.post("/replays?dry_run=true", all).body()).isEqualTo("{\"count\":2,\"complete\":true}");
        api.change(hook, "{\"events\":[\"bank.payment.created.v1\"]}");
        assertThat(api.post("/replays?dry_run=true", all).body()).isEqualTo("{\"count\":0,\"complete\":true}");
        api.change(hook, "{\"enabled\":false}");
        assertThat(api.post("/replays", range(",\"webHookId\":\"" + hook + "\",\"events\":true"), KEY, "disabled")
                        .status())
                .isEqualTo(409);
    }

    /** More than a page of events and of deliveries. */
    @Test
    void aLargeRangeIsReplayedWhole() throws Exception {
        subscriber.script(ScriptedServer.status(500));
        List<String> events = api.receive("credential_create", 230);
        awaitRequests(subscriber, events, 1);
        await(events.subList(220, 230), "failed");
        subscriber.script(ScriptedServer.status(200));
        String failed = range(",\"webHookId\":\"" + hook + "\",\"states\":[\"failed\"]");
        Answer answer = api.post("/replays", failed, KEY, "large");
        assertThat(api.awaitDone("/replays/" + answer.json().path("id").asText()))
                .isEqualTo(230);
        awaitRequests(subscriber, events, 2);
    }

    @Test
    void anEventWhosePersonalMembersCannotBeReadIsNotSent() throws Exception {
        List<String> events = api.receive("credential_create", 2);
        await(events, "delivered");
        String changed = events.get(0);
        api.gateway
                .bean(MongoDatabase.class)
                .getCollection("events")
                .updateOne(Filters.eq("_id", changed), Updates.set("sealed", new Binary(new byte[99])));

        String range = range(",\"webHookId\":\"" + hook + "\",\"events\":true");
        assertThat(api.post("/replays", range, KEY, "unreadable").status()).isEqualTo(202);
        await(events.subList(1, 2), "delivered", "delivered");
        await(events.subList(0, 1), "delivered", "failed");
        assertThat(api.get("/deliveries?state=failed&eventId=" + changed)
                        .at("/result/0/attempts/0/outcome")
                        .asText())
                .isEqualTo("unreadable");
        assertThat(requests(subscriber, changed)).as("before it was changed").hasSize(1);
        assertThat(api.post("/deliveries/" + changed + ":" + hook + "/replay", "", KEY, "one")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void whatIsPendingInARangeIsCountedAndCancelled() throws Exception {
        api.change(hook, "{\"rate_limit\":0.001}");
        List<String> events = api.receive("credential_create", 4);
        List<String> waiting = new ArrayList<>(events.subList(1, 4));
        await(waiting, "pending");
        String range = range(",\"webHookId\":\"" + hook + "\"");
        assertThat(api.post("/cancellations?dry_run=true", range).body()).isEqualTo("{\"count\":3,\"complete\":true}");
        await(waiting, "pending");
        Answer answer = api.post("/cancellations", range);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(api.awaitDone("/cancellations/" + answer.json().path("id").asText()))
                .isEqualTo(3);
        await(waiting, "cancelled");
        waiting.forEach(event -> assertThat(requests(subscriber, event)).isEmpty());
        assertThat(audited("cancellation.start", answer.json().path("id").asText()))
                .isEqualTo(1);
    }

    @Test
    void aRangeThatCannotBeUnderstoodIsRefused() throws Exception {
        assertThat(api.post("/replays", range(",\"events\":true")).status())
                .as("without a key")
                .isEqualTo(400);
        for (String members : List.of(
                "",
                ",\"states\":[\"pending\"]",
                ",\"states\":[\"failed\"],\"events\":true",
                ",\"events\":true,\"webHookId\":\"unknown\"",
                ",\"events\":true,\"eventTypes\":\"x\"")) {
            assertThat(api.post("/replays", range(members), KEY, "refused").status())
                    .as(members)
                    .isEqualTo(400);
        }
        String future = "{\"from\":\"2026-01-01T00:00:00Z\",\"before\":\"2999-01-01T00:00:00Z\",\"events\":true}";
        assertThat(api.post("/replays", future, KEY, "refused").status()).isEqualTo(400);
        assertThat(api.post("/replays?dryrun=true", range(",\"events\":true"), KEY, "refused")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theScopeIsRequiredAndOtherTenantsSeeNothing() throws Exception {
        List<String> created = api.receive("credential_create", 1);
        await(created, "delivered");
        String range = range(",\"events\":true");
        String reader = api.gateway.token("default", "events:read tributary_admin");
        String stranger = api.gateway.token("stranger", "deliveries:replay");
        for (String path : List.of("/api/v1/replays", "/api/v1/replays?dry_run=true", "/api/v1/cancellations")) {
            assertThat(api.gateway.sendAs(reader, "POST", path, range, KEY, "r").status())
                    .isEqualTo(403);
        }
        assertThat(api.gateway
                        .sendAs(stranger, "POST", "/api/v1/replays?dry_run=true", range)
                        .body())
                .isEqualTo("{\"count\":0,\"complete\":true}");
        Answer answer = api.post("/replays", range, KEY, "tenants");
        assertThat(api.gateway.getAs(stranger, answer.header("Location")).status())
                .isEqualTo(404);
        assertThat(api.gateway.getAs(reader, answer.header("Location")).status())
                .isEqualTo(403);
    }

    private String range(String further) {
        return "{\"from\":\"" + from + "\",\"before\":\"" + Instant.now() + "\"" + further + "}";
    }

    private void await(List<String> events, String... states) {
        events.forEach(event -> api.awaitStates(event, hook, states));
    }

    private static long audited(String action, String what) {
        return api.gateway
                .context()
                .getBean(MongoDatabase.class)
                .getCollection("audit")
                .countDocuments(Filters.and(Filters.eq("action", action), Filters.eq("what", what)));
    }
}
