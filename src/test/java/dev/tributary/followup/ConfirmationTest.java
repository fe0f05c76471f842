package dev.tributary.followup;

import static dev.tributary.followup.ReceivingGateway.credential;
import static dev.tributary.followup.ReceivingGateway.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.followup.PaybookApi.Answer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that nothing binds to their body go out when the provider's own API has confirmed them, and not before. */
class ConfirmationTest {

    private static final String UNPROVEN = "\"scheme\":\"unproven\",\"options\":{\"confirm\":true}";
    private static final String SHARED =
            "\"scheme\":\"paybook-header\",\"options\":{\"header\":\"X-Secret\",\"confirm\":%s},"
                    + "\"secrets\":[{\"value\":\"" + ReceivingGateway.SECRET + "\"}]";

    private static ReceivingGateway receiving;
    private static ScriptedServer subscriber;
    private static final List<String> DELIVERED = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        receiving = new ReceivingGateway("0s,200ms,200ms,200ms,200ms,200ms,200ms,200ms,200ms,200ms");
        subscriber = new ScriptedServer((request, out) -> {
            DELIVERED.add(new String(request.body(), UTF_8));
            ScriptedServer.status(200).answer(request, out);
        });
        receiving.gateway.send("POST", "/api/v1/configuration/web-hooks", """
                {"id":"hook","type":"EVENTS","name":"hook","base_uri":"%s","authentication_method":"NONE"}""".formatted(subscriber.url("/hook")));
        assertThat(receiving.source("open", 1_000, UNPROVEN).status()).isEqualTo(201);
        assertThat(receiving.source("shared", 1_000, SHARED.formatted("true")).status())
                .isEqualTo(201);
    }

    @AfterAll
    static void stop() throws Exception {
        receiving.close();
        subscriber.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"open, none", "shared, sender"})
    void deliversARefreshOnceItsCredentialIsConfirmed(String source, String before) throws Exception {
        String connection = "confirmed" + source;
        receiving.api.on(path(connection), Answer.json(503, "{}"), Answer.json(200, credential(connection, "u1")));

        receiving.call(
                source,
                "refresh",
                connection,
                "u1",
                "\"accounts\":[\"/v1/accounts?id_credential=" + connection + "\"]");

        assertThat(receiving.events(connection).get(0).path("proof").asText()).isIn(before, "confirmed");
        JsonNode event = receiving.awaitConfirmation(connection, "confirmed");
        assertThat(event.path("proof").asText()).isEqualTo("confirmed");
        awaitDelivery(connection);
        assertThat(receiving
                        .events(connection)
                        .get(0)
                        .at("/data/resources/0/state")
                        .asText())
                .isEqualTo("fetched");
        List<String> asked = receiving.api.uris().stream()
                .filter(uri -> uri.contains(connection))
                .toList();
        assertThat(asked)
                .containsExactly(path(connection), path(connection), "/v1/accounts?id_credential=" + connection);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"404, u1, not_found", "403, u1, forbidden", "200, u2, other_credential"})
    void deliversNoEventThatTheProviderDoesNotConfirm(int status, String user, String reason) throws Exception {
        String connection = "forged" + reason;
        receiving.api.on(path(connection), Answer.json(status, credential(connection, user)));

        receiving.call(
                "open",
                "refresh",
                connection,
                "u1",
                "\"accounts\":[\"/v1/accounts?id_credential=" + connection + "\"]");

        JsonNode event = receiving.awaitConfirmation(connection, "unconfirmed");
        assertThat(event.at("/data/confirmation/reason").asText()).isEqualTo(reason);
        assertThat(event.path("proof").asText()).isEqualTo("none");
        assertThat(receiving.api.uris()).doesNotContain("/v1/accounts?id_credential=" + connection);
        assertThat(receiving.unconfirmed("default"))
                .extracting(StoredEvent::id)
                .contains(event.path("id").asText());
        assertThat(receiving.unconfirmed("other")).isEmpty();
        assertIsInQuarantine(event, reason);
        assertNothingOutstanding(event.path("id").asText());
        laterEventsAreDeliveredAndThisOneIsNot(connection);
    }

    private static void assertIsInQuarantine(JsonNode event, String reason) throws Exception {
        JsonNode calls = receiving
                .gateway
                .send("GET", "/api/v1/quarantine?kind=unconfirmed&sourceId=open&limit=200", "")
                .json()
                .path("result");
        String receipt = event.path("receiptid").asText();
        assertThat(calls).anySatisfy(call -> {
            assertThat(call.path("id").asText()).isEqualTo(receipt);
            assertThat(call.path("eventId")).isEqualTo(event.path("id"));
            assertThat(call.path("reason").asText()).isEqualTo(reason);
            assertThat(call.path("obstacle").asText()).isEqualTo("not_confirmed");
        });
        String release = "/api/v1/quarantine/" + receipt + "/release";
        var refused = receiving.gateway.send("POST", release, "{}", "Content-Type", "application/json");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("not_confirmed");
    }

    private static void assertNothingOutstanding(String event) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(receiving
                        .gateway
                        .get("/api/v1/follow-ups?eventId=" + event)
                        .json()
                        .path("result"))
                .isEmpty());
    }

    private static void laterEventsAreDeliveredAndThisOneIsNot(String connection) throws Exception {
        String later = "after" + connection;
        receiving.api.on(path(later), Answer.json(200, credential(later, "u1")));
        receiving.call("open", "credential_update", later, "u1", "");
        awaitDelivery(later);
        assertThat(DELIVERED).noneMatch(body -> body.contains("connections/" + connection + "\""));
    }

    @Test
    void deliversNoCallThatNamesNothingToConfirm() throws Exception {
        int before = receiving.unconfirmed("default").size();
        double counted = counted("no_credential");

        receiving.call("open", "documents_completed", "unmapped1", "u1", "");

        await().untilAsserted(() -> assertThat(receiving.unconfirmed("default")).hasSize(before + 1));
        assertThat(DELIVERED).noneMatch(body -> body.contains("gateway.provider.unmapped.v1"));
        await().untilAsserted(() -> assertThat(counted("no_credential")).isEqualTo(counted + 1));
    }

    private static double counted(String reason) {
        return receiving
                .gateway
                .context()
                .getBean(MeterRegistry.class)
                .find("tributary.events.unconfirmed")
                .tag("reason", reason)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void asksAgainForAnUnconfirmedEventOnRequest() throws Exception {
        String connection = "late1";
        receiving.api.on(path(connection), Answer.json(404, "{}"), Answer.json(200, credential(connection, "u1")));
        receiving.call("open", "credential_create", connection, "u1", "");
        String id = receiving
                .awaitConfirmation(connection, "unconfirmed")
                .path("id")
                .asText();

        var answer = receiving.gateway.send("POST", "/api/v1/events/" + id + "/refetch", "");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("id").asText()).isEqualTo(id);
        receiving.awaitConfirmation(connection, "confirmed");
        awaitDelivery(connection);
        assertThat(receiving.unconfirmed("default")).extracting(StoredEvent::id).doesNotContain(id);
    }

    @Test
    void forgedCallsReachTheProviderNoFasterThanItsRate() throws Exception {
        assertThat(receiving.source("flooded", 10, UNPROVEN).status()).isEqualTo(201);
        int calls = 60;
        long start = System.nanoTime();
        for (int n = 0; n < calls; n++) {
            receiving.call("flooded", "refresh", "flood" + n, "u1", "");
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> receiving.api.uris().stream()
                                .filter(uri -> uri.contains("/flood"))
                                .count()
                        >= 30);

        double seconds = (System.nanoTime() - start) / 1e9;
        long asked = receiving.api.uris().stream()
                .filter(uri -> uri.contains("/flood"))
                .count();
        assertThat(asked).isLessThanOrEqualTo(Math.round(10 * seconds) + 10);
        assertThat(seconds).isGreaterThan(1.9);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            "scheme":"unproven"                                             | scheme
            "scheme":"unproven","options":{"confirm":"maybe"}               | scheme
            "scheme":"unproven","options":{"confirm":true},"api":null       | api
            "scheme":"unproven","options":{"confirm":true,"unknown":"x"}    | options
            """, quoteCharacter = '\'')
    void refusesASourceThatCannotBeConfirmed(String settings, String field) throws Exception {
        var answer = receiving.gateway.send("POST", "/api/v1/configuration/sources", """
                {"provider":"paybook",%s}""".formatted(settings));
        if (!field.equals("api")) {
            answer = receiving.source("refused", 5, settings);
        }

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("details").toString()).contains(field);
    }

    @Test
    void refusesAnOptionThatIsNeitherTrueNorFalse() throws Exception {
        var answer = receiving.source("refused", 5, SHARED.formatted("\"maybe\""));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("details").toString()).contains("options");
    }

    @Test
    void refusesAConfirmationWhereTheSchemeCoversTheBody() throws Exception {
        var answer = receiving.gateway.send("POST", "/api/v1/configuration/sources", """
                {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"%s"}],"options":{"confirm":"true"},
                 "api":{"base_uri":"%s","api_key":"k"}}""".formatted(
                        ReceivingGateway.SECRET, receiving.api.baseUri()));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    }

    private static void awaitDelivery(String connection) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> DELIVERED.stream().anyMatch(body -> body.contains("connections/" + connection + "\"")));
    }
}
