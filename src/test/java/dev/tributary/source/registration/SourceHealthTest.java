package dev.tributary.source.registration;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.set;
import static dev.tributary.source.registration.RegistrationBed.SOURCES;
import static dev.tributary.source.registration.RegistrationBed.path;
import static dev.tributary.source.registration.TinkDouble.CLIENT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway.Answer;
import dev.tributary.egress.ScriptedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourceHealthTest {

    private static final String TYPE = "gateway.source.unhealthy.v1";
    private static final Duration SOON = Duration.ofSeconds(30);

    private TinkDouble tink;
    private RegistrationBed bed;

    @BeforeEach
    void start() throws Exception {
        tink = new TinkDouble();
        bed = new RegistrationBed(
                tink,
                "--tributary.registration.check-every=300ms",
                "--tributary.source-health.every=200ms",
                "--tributary.source-health.min=2s",
                "--tributary.source-health.learn=0s");
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    /** The reasons of the events so far, in their order. */
    private List<String> told() throws Exception {
        List<String> told = new ArrayList<>();
        for (JsonNode event : bed.gateway
                .get("/api/v1/events?subject=sources/" + bed.id + "&type=" + TYPE)
                .json()
                .at("/result")) {
            told.add(event.at("/data/status").asText() + event.at("/data/reasons"));
        }
        return told;
    }

    private JsonNode health(String id) throws Exception {
        return bed.gateway.get(SOURCES + "/" + id + "/health").json();
    }

    @Test
    void reportsAProblemOnceAndItsRepairOnce() throws Exception {
        try (ScriptedServer subscriber = new ScriptedServer(ScriptedServer.status(200))) {
            RegistrationBed.created(bed.gateway.send(
                    "POST", "/api/v1/configuration/web-hooks", """
                    {"type":"EVENTS","name":"n","base_uri":"%s","authentication_method":"NONE","events":["%s"],
                     "filters":{"exact":{"subject":"sources/%s"}}}""".formatted(subscriber.url("/hook"), TYPE, bed.id)));
            bed.source(bed.id, "tink", "tink-events-v2", bed.provider.url(), CLIENT, ",\"name\":\"Main\"");
            RegistrationBed.created(bed.register(bed.id, ""));
            tink.endpoints.values().forEach(endpoint -> endpoint.put("disabled", true));

            await().atMost(SOON).untilAsserted(() -> assertThat(told()).containsExactly("unhealthy[\"disabled\"]"));
            assertThat(health(bed.id).at("/reasons/0").asText()).isEqualTo("disabled");
            JsonNode registration = bed.gateway.get(path(bed.id)).json();
            assertThat(registration.at("/differences/0").asText()).isEqualTo("disabled");
            assertThat(registration.at("/checked_at").asText()).isNotEmpty();
            await().atMost(SOON).untilAsserted(() -> assertThat(metrics())
                    .contains("tributary_sources_unhealthy{reason=\"disabled\"} 1.0"));

            assertThat(bed.gateway.send("POST", path(bed.id) + "/repair", "").status())
                    .isEqualTo(200);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(told()).containsExactly("unhealthy[\"disabled\"]", "ok[]"));
            assertThat(metrics()).contains("tributary_sources_unhealthy{reason=\"disabled\"} 0.0");
            await().atMost(SOON).until(() -> subscriber.requests().size() == 2);
            JsonNode first = ProviderDouble.JSON.readTree(
                    new String(subscriber.requests().get(0).body(), UTF_8));
            assertThat(first.at("/type").asText()).isEqualTo(TYPE);
            assertThat(first.at("/subject").asText()).isEqualTo("sources/" + bed.id);
            assertThat(first.at("/data/name").asText()).isEqualTo("Main");
        }
    }

    @Test
    void seesThatAWebhookIsGone() throws Exception {
        bed.source(bed.id, "tink", "tink-events-v2", bed.provider.url(), CLIENT, "");
        bed.register(bed.id, "");
        tink.endpoints.clear();
        await().atMost(SOON).untilAsserted(() -> assertThat(told()).containsExactly("unhealthy[\"missing\"]"));
    }

    /** A registration that no check is at work on is free for requests, however slow the providers of others are. */
    @Test
    void leasesOnlyTheRegistrationsWhoseChecksBeginAtOnce() throws Exception {
        List<String> ids = IntStream.range(0, 6).mapToObj(i -> bed.id + "-" + i).toList();
        for (String id : ids) {
            bed.source(id, "tink", "tink-events-v2", bed.provider.url(), CLIENT, "");
            RegistrationBed.created(bed.register(id, ""));
        }
        var hold = new CountDownLatch(1);
        postponeChecks(ids);
        bed.provider.hold(hold);
        int before = bed.provider.calls().size();
        registrations().updateMany(in("_id", ids), set("nextCheckAt", new Date(1)));
        await().atMost(SOON).until(() -> bed.provider.calls().size() == before + 4);
        List<Integer> forgotten = new ArrayList<>();
        for (String id : ids) {
            if (registrations().countDocuments(and(eq("_id", id), lt("leaseUntil", new Date()))) == 1) {
                Answer answer = bed.gateway.send("DELETE", path(id) + "?forget=true", "");
                forgotten.add(answer.status());
            }
        }
        hold.countDown();
        assertThat(forgotten).containsExactly(204, 204);
    }

    /** The provider is not to blame for it, and another gateway or a request need not wait for the end of its lease. */
    @Test
    void aCheckThatAStopInterruptsIsNoneAndIsMadeAgain() throws Exception {
        bed.source(bed.id, "tink", "tink-events-v2", bed.provider.url(), CLIENT, "");
        RegistrationBed.created(bed.register(bed.id, ""));
        await().atMost(SOON).until(() -> !checkedAt().isEmpty());
        postponeChecks(List.of(bed.id));
        String before = checkedAt();
        var hold = new CountDownLatch(1);
        bed.provider.hold(hold);
        int calls = bed.provider.calls().size();
        registrations().updateOne(eq("_id", bed.id), set("nextCheckAt", new Date(1)));
        await().atMost(SOON).until(() -> bed.provider.calls().size() > calls);
        var later = Date.from(Instant.now().plusSeconds(3_600));
        registrations().updateOne(eq("_id", bed.id), set("nextCheckAt", later));
        bed.gateway.restart(() -> {});
        JsonNode registration = bed.gateway.get(path(bed.id)).json();
        assertThat(registration.at("/checked_at").asText()).isEqualTo(before);
        assertThat(registration.path("problem").asText("")).isIn("", "null");
        hold.countDown();
        registrations().updateOne(eq("_id", bed.id), set("nextCheckAt", new Date(1)));
        await().atMost(SOON).until(() -> !checkedAt().equals(before));
        assertThat(told()).isEmpty();
    }

    private String checkedAt() throws Exception {
        return bed.gateway.get(path(bed.id)).json().at("/checked_at").asText();
    }

    /** Returns when no check is under way and none is due, so that the next ones begin together. */
    private void postponeChecks(List<String> ids) {
        var later = Date.from(Instant.now().plusSeconds(3_600));
        await().atMost(SOON).until(() -> {
            registrations().updateMany(in("_id", ids), set("nextCheckAt", later));
            return registrations()
                            .countDocuments(
                                    and(in("_id", ids), gte("nextCheckAt", later), lt("leaseUntil", new Date())))
                    == ids.size();
        });
    }

    private MongoCollection<Document> registrations() {
        return bed.gateway.bean(MongoDatabase.class).getCollection("registrations");
    }

    @Test
    void seesThatTheProviderCannotBeAskedAnyMore() throws Exception {
        bed.source(bed.id, "tink", "tink-events-v2", bed.provider.url(), CLIENT, "");
        bed.register(bed.id, "");
        tink.refusesClients = true;
        tink.tokens.clear();
        await().atMost(SOON).untilAsserted(() -> assertThat(told()).containsExactly("unhealthy[\"unchecked\"]"));
        assertThat(bed.gateway.get(path(bed.id)).json().at("/problem").asText()).contains("Unknown client");

        tink.refusesClients = false;
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(told()).containsExactly("unhealthy[\"unchecked\"]", "ok[]"));
    }

    @Test
    void reportsThatASourceIsSilentAndThatItsCallsComeAgain() throws Exception {
        RegistrationBed.created(bed.gateway.send("POST", SOURCES, """
                {"id":"%s","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Proof"},
                 "secrets":[{"value":"proof"}]}""".formatted(bed.id)));
        call("j1");
        call("j2");
        await().atMost(SOON).untilAsserted(() -> assertThat(told()).containsExactly("unhealthy[\"silent\"]"));
        assertThat(health(bed.id).at("/status").asText()).isEqualTo("unhealthy");
        assertThat(listed("?health=true").at("/health")).isEqualTo(health(bed.id));
        assertThat(listed("?health=true&limit=200").at("/health/reasons/0").asText())
                .isEqualTo("silent");
        assertThat(listed("").has("health")).isFalse();
        String shown = listed("?health=true").toString();
        assertThat(bed.gateway.send("PATCH", SOURCES + "/" + bed.id, shown).status())
                .as("what is listed can be sent back")
                .isEqualTo(204);

        call("j3");
        await().atMost(SOON).untilAsserted(() -> assertThat(told()).startsWith("unhealthy[\"silent\"]", "ok[]"));
        assertThat(health(bed.id).at("/last_call_at").asText()).isNotEmpty();
    }

    /** The source in the list. */
    private JsonNode listed(String query) throws Exception {
        for (JsonNode source : bed.gateway.get(SOURCES + query).json().at("/result")) {
            if (source.at("/id").asText().equals(bed.id)) {
                return source;
            }
        }
        throw new AssertionError("not listed: " + bed.id);
    }

    @Test
    void takesADisabledSourceForHealthyHoweverLongItIsSilent() throws Exception {
        RegistrationBed.created(bed.gateway.send("POST", SOURCES, """
                {"id":"%s","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Proof"},
                 "secrets":[{"value":"proof"}]}""".formatted(bed.id)));
        call("j1");
        await().atMost(SOON).untilAsserted(() -> assertThat(told()).containsExactly("unhealthy[\"silent\"]"));
        bed.gateway.send("PATCH", SOURCES + "/" + bed.id, "{\"enabled\":false}");
        await().atMost(SOON).untilAsserted(() -> assertThat(told()).containsExactly("unhealthy[\"silent\"]", "ok[]"));
    }

    private void call(String job) throws Exception {
        String body = """
                {"event":"credential_update","id_credential":"c1","id_user":"u1","id_job_uuid":"%s","endpoints":{}}""".formatted(job);
        assertThat(bed.gateway
                        .send("POST", "/hooks/paybook/" + bed.id, body, "X-Proof", "proof")
                        .status())
                .isEqualTo(200);
    }

    private String metrics() throws Exception {
        String port = bed.gateway.context().getEnvironment().getProperty("local.management.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"));
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.ofString())
                .body();
    }
}
