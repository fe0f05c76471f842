package dev.tributary.api;

import static dev.tributary.api.DeliveryApi.awaitRequests;
import static dev.tributary.api.DeliveryApi.requests;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.standardwebhooks.Webhook;
import dev.tributary.TestGateway.Answer;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.egress.ScriptedServer.Request;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One delivery at a time: search, replay and cancel. */
class ReplayApiTest {

    private static final String KEY = "Idempotency-Key";
    private static DeliveryApi api;
    private ScriptedServer subscriber;
    private String hook;
    private String event;
    private String failed;

    @BeforeAll
    static void start() throws Exception {
        api = new DeliveryApi();
    }

    @AfterAll
    static void stop() throws Exception {
        api.close();
    }

    /** One delivery that has failed. */
    @BeforeEach
    void fail() throws Exception {
        subscriber = api.subscriber(500);
        hook = "hook-" + UUID.randomUUID();
        api.subscribe(hook, subscriber, "");
        event = api.receive("credential_create", 1).get(0);
        failed = event + ":" + hook;
        api.awaitStates(event, hook, "failed");
        subscriber.script(ScriptedServer.status(200));
    }

    @AfterEach
    void unsubscribe() throws Exception {
        api.unsubscribe(hook);
    }

    @Test
    void aFailedDeliveryIsReplayedAsOneOfItsOwnWithTheSameIdOnTheWire() throws Exception {
        Answer answer = replay(failed, "key-1");
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        String id = answer.json().path("id").asText();
        assertThat(id).startsWith(failed + ":");
        assertThat(answer.header("Location")).isEqualTo("/api/v1/deliveries/" + id);
        api.awaitStates(event, hook, "failed", "delivered");
        assertThat(api.get("/deliveries/" + id).path("attempts")).hasSize(1);
        List<Request> requests = requests(subscriber, event);
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1).body()).isEqualTo(requests.get(0).body());
        verify(requests.get(1));
        assertThat(audited("delivery.replay", failed)).isEqualTo(1);
    }

    @Test
    void theSameKeyReplaysOnceAndAnotherKeyAgain() throws Exception {
        Answer first = replay(failed, "twice");
        Answer second = replay(failed, "twice");
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        awaitRequests(subscriber, event, 2);
        Answer other = replay(failed, "another");
        assertThat(other.body()).isNotEqualTo(first.body());
        api.awaitStates(event, hook, "failed", "delivered", "delivered");
        assertThat(requests(subscriber, event)).hasSize(3);
    }

    @Test
    void aKeyIsRequiredAndStandsForOneRequest() throws Exception {
        assertThat(api.post("/deliveries/" + failed + "/replay", "").status()).isEqualTo(400);
        assertThat(replay(failed, "with a space").status()).isEqualTo(400);
        assertThat(replay(failed, "one-request").status()).isEqualTo(202);
        String another = api.receive("credential_create", 1).get(0);
        api.awaitStates(another, hook, "delivered");
        assertThat(replay(another + ":" + hook, "one-request").status()).isEqualTo(422);
        assertThat(requests(subscriber, another)).hasSize(1);
    }

    @Test
    void aRequestThatIsBeingCarriedOutIsAConflictAndGoesOnWithItsIdAfterACrash() throws Exception {
        Answer first = replay(failed, "crash");
        awaitRequests(subscriber, event, 2);
        unanswered("crash", Instant.now().plusSeconds(60));
        assertThat(replay(failed, "crash").status()).isEqualTo(409);
        unanswered("crash", Instant.now().minusSeconds(1));
        assertThat(replay(failed, "crash").body()).isEqualTo(first.body());
        replay(failed, "after-the-crash");
        api.awaitStates(event, hook, "failed", "delivered", "delivered");
        assertThat(requests(subscriber, event)).hasSize(3);
    }

    /** As a gateway leaves a key that ends while it carries the request out. */
    private static void unanswered(String key, Instant leaseUntil) {
        assertThat(collection("idempotency_keys")
                        .updateOne(
                                Filters.regex("_id", key + "$"),
                                Updates.combine(
                                        Updates.set("answered", false),
                                        Updates.set("leaseUntil", Date.from(leaseUntil))))
                        .getModifiedCount())
                .isEqualTo(1);
    }

    @Test
    void theScopeIsRequiredAndOtherTenantsSeeNothing() throws Exception {
        String path = "/api/v1/deliveries/" + failed;
        String reader = api.gateway.token("default", "events:read tributary_admin events:raw events:export");
        String stranger = api.gateway.token("stranger", "events:read deliveries:replay");
        for (String call : List.of("/replay", "/cancel")) {
            assertThat(api.gateway
                            .sendAs(reader, "POST", path + call, "", KEY, "x")
                            .status())
                    .isEqualTo(403);
            assertThat(api.gateway
                            .sendAs(stranger, "POST", path + call, "", KEY, "x")
                            .status())
                    .isEqualTo(404);
        }
        assertThat(api.gateway.getAs(stranger, path).status()).isEqualTo(404);
        assertThat(api.states(event, hook)).containsExactly("failed");
    }

    @Test
    void aReplayNeedsAnEnabledWebHookAndAStoredEvent() throws Exception {
        api.change(hook, "{\"enabled\":false}");
        assertThat(replay(failed, "disabled").status()).isEqualTo(409);
        api.change(hook, "{\"enabled\":true}");
        // recorded before the web hook was enabled again: the replay asks for it all the same
        assertThat(replay(failed, "disabled").status()).isEqualTo(202);
        api.awaitStates(event, hook, "failed", "delivered");
        collection("events").deleteOne(Filters.eq("_id", event));
        Answer gone = replay(failed, "gone");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.json().path("detail").asText()).contains("no longer stored");
        assertThat(replay("no-such-delivery", "gone").status()).isEqualTo(404);
    }

    @Test
    void aPendingDeliveryIsCancelledOnce() throws Exception {
        assertThat(api.post("/deliveries/" + failed + "/cancel", "").status()).isEqualTo(409);
        api.change(hook, "{\"rate_limit\":0.001}");
        List<String> events = api.receive("credential_create", 2);
        String waiting = events.get(1);
        api.awaitStates(waiting, hook, "pending");
        assertThat(api.post("/deliveries/" + waiting + ":" + hook + "/cancel", "")
                        .status())
                .isEqualTo(204);
        api.awaitStates(waiting, hook, "cancelled");
        assertThat(api.post("/deliveries/" + waiting + ":" + hook + "/cancel", "")
                        .status())
                .isEqualTo(409);
        assertThat(audited("delivery.cancel", waiting + ":" + hook)).isEqualTo(1);
        assertThat(requests(subscriber, waiting)).isEmpty();
    }

    @Test
    void theReplayOfAPendingDeliveryTakesItsPlace() throws Exception {
        api.change(hook, "{\"rate_limit\":0.001}");
        String waiting = api.receive("credential_create", 2).get(1);
        api.awaitStates(waiting, hook, "pending");
        assertThat(replay(waiting + ":" + hook, "at-once").status()).isEqualTo(202);
        api.awaitStates(waiting, hook, "cancelled", "pending");
        api.change(hook, "{\"rate_limit\":null}");
        api.awaitStates(waiting, hook, "cancelled", "delivered");
        assertThat(requests(subscriber, waiting)).hasSize(1);
    }

    @Test
    void deliveriesAreSearchedByTheirLastAttemptTheirEventAndItsTime() throws Exception {
        String time = api.get("/events/" + event).path("recordedtime").asText();
        String later = Instant.parse(time).plusMillis(1).toString();
        assertFound(
                "state=failed&webHookId=" + hook + "&outcome=refused&status=500&eventType=" + DeliveryApi.CREATED,
                true);
        assertFound("time[gte]=" + time + "&time[lt]=" + later + "&status=500", true);
        assertFound("time[gte]=" + later, false);
        assertFound("time[lt]=" + time, false);
        assertFound("eventId=" + event + "&time[gte]=" + time + "&time[lt]=" + later, true);
        assertFound("eventId=" + event + "&time[gte]=" + later, false);
        assertFound("webHookId=" + hook + "&status=503", false);
        assertFound("webHookId=" + hook + "&outcome=timeout", false);
        assertFound("webHookId=" + hook + "&eventType=bank.payment.created.v1", false);
    }

    @Test
    void aSearchThatWouldReadTheWholeHistoryIsRefused() throws Exception {
        for (String query : List.of(
                "status=500",
                "outcome=refused",
                "eventType=" + DeliveryApi.CREATED,
                "state=delivered&status=200",
                "time%5Blt%5D=2026-01-01T00:00:00Z&status=500",
                "state=failed&status=many",
                "state=lost",
                "time%5Bgte%5D=yesterday")) {
            assertThat(api.gateway.get("/api/v1/deliveries?" + query).status())
                    .as(query)
                    .isEqualTo(400);
        }
    }

    private void assertFound(String query, boolean found) throws Exception {
        List<String> ids = api.get(
                        "/deliveries?limit=200&" + query.replace("[", "%5B").replace("]", "%5D"))
                .path("result")
                .findValuesAsText("id");
        assertThat(ids.contains(failed)).as(query + " finds " + ids).isEqualTo(found);
    }

    private static Answer replay(String delivery, String key) throws Exception {
        return api.post("/deliveries/" + delivery + "/replay", "", KEY, key);
    }

    private static MongoCollection<Document> collection(String name) {
        return api.gateway.context().getBean(MongoDatabase.class).getCollection(name);
    }

    private static long audited(String action, String what) {
        return collection("audit").countDocuments(Filters.and(Filters.eq("action", action), Filters.eq("what", what)));
    }

    private static void verify(Request request) throws Exception {
        Map<String, List<String>> headers = request.headers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
        new Webhook(DeliveryApi.SECRET)
                .verify(new String(request.body(), UTF_8), HttpHeaders.of(headers, (name, value) -> true));
    }
}
