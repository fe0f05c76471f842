package dev.tributary.quarantine;

import static dev.tributary.quarantine.DeltaGateway.LINKED;
import static dev.tributary.quarantine.DeltaGateway.OPENED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.egress.ScriptedServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that were rejected or not mapped, and are released after a fix, on every server of the protocol. */
abstract class ReleaseContract {

    /** The call's signature was recorded with openssl. */
    private static final String SECRET = "QGvaZ0uPwA9nYi7jr31JtZn1EKK4pJpK";

    private static final String BODY = "{\"event\":\"opened\",\"account\":\"a1\"}";
    private static final String SIGNATURE = "f00c758100150a07a1435977e5f09f89ddf33a32d07e98c3213151d2ccd601a8";
    private static final String PATCH = "{\"secrets\":[{\"value\":\"" + SECRET + "\"}]}";
    private static final String SOURCES = "/api/v1/configuration/sources/";
    private static final String QUARANTINE = "/api/v1/quarantine";

    private final Instant from = Instant.now().minusSeconds(1);
    private DeltaGateway delta;
    private ScriptedServer endpoint;

    abstract String server();

    @BeforeEach
    void open() throws Exception {
        endpoint = new ScriptedServer(ScriptedServer.status(200));
        delta = new DeltaGateway(server(), OPENED);
        delta.gateway().source("signed", "delta", "delta-v1", Map.of(), "a secret that was mistyped", null);
        delta.gateway().source("secret", "delta", "delta-secret", Map.of(), "right", null);
        delta.post(201, "/api/v1/configuration/web-hooks", """
                {"id":"w1","type":"EVENTS","name":"w","base_uri":"%s","authentication_method":"NONE","events":["bank.*"]}""".formatted(endpoint.url("/")));
    }

    @AfterEach
    void close() throws Exception {
        delta.close();
        endpoint.close();
    }

    @Test
    void aRejectedCallIsReleasedOnceItsSourceHasTheRightSecret() {
        String id = rejected();
        assertThat(everythingStored()).as("the proof is encrypted").doesNotContain(SIGNATURE);
        JsonNode refused = delta.post(422, QUARANTINE + "/" + id + "/release", "{}");
        assertThat(refused.path("detail").asText()).contains("proof_wrong");
        assertThat(delta.send("PATCH", SOURCES + "signed", PATCH).statusCode()).isEqualTo(204);

        JsonNode preview = delta.post(200, QUARANTINE + "/" + id + "/release", "{\"dryRun\":true}");
        assertThat(preview.at("/proof").asText()).isEqualTo("body");
        assertThat(preview.at("/events/0/outcome").asText()).isEqualTo("new");
        assertThat(preview.at("/events/0/event/type").asText()).isEqualTo("bank.account.opened.v1");
        assertThat(preview.at("/events/0/changes").findValuesAsText("path")).contains("/type", "/data");
        assertThat(delta.list("/api/v1/events")).as("nothing was written").isEmpty();

        JsonNode released = delta.post(200, QUARANTINE + "/" + id + "/release", "{}");
        assertThat(released.path("verdict").asText()).isEqualTo("released");
        JsonNode event = delta.list("/api/v1/events").get(0);
        assertThat(released.path("eventIds")).containsExactly(event.path("id"));
        assertThat(event.path("subject").asText()).isEqualTo("accounts/a1");
        assertThat(event.path("proof").asText()).isEqualTo("body");
        assertThat(event.path("receiptid").asText()).isEqualTo(id);

        assertThat(delta.post(200, QUARANTINE + "/" + id + "/release", "{}")).isEqualTo(released);
        assertThat(delta.call("signed", BODY, "Delta-Signature", "sha256=" + SIGNATURE))
                .as("the provider sends it again")
                .isEqualTo(200);
        assertThat(delta.list("/api/v1/events")).hasSize(1);
        assertThat(delta.list("/api/v1/receipts?verdict=duplicate")).hasSize(1);
        JsonNode receipts = delta.list("/api/v1/receipts?verdict=released");
        assertThat(receipts.findValuesAsText("id")).containsExactly(id);
        assertThat(receipts.at("/0/keyId"))
                .as("the secret that verified it")
                .isEqualTo(delta.get(SOURCES + "signed").at("/secrets/0/id"));
        assertThat(delta.list(QUARANTINE)).isEmpty();
        assertThat(delta.get(QUARANTINE + "/" + id).path("released").asBoolean())
                .isTrue();
        assertDelivered(1);
    }

    @Test
    void aCallThatWasReportedMeanwhileIsReleasedWithoutASecondEvent() {
        String id = rejected();
        assertThat(delta.send("PATCH", SOURCES + "signed", PATCH).statusCode()).isEqualTo(204);
        assertThat(delta.call("signed", BODY, "Delta-Signature", "sha256=" + SIGNATURE))
                .isEqualTo(200);
        String event = delta.list("/api/v1/events").at("/0/id").asText();

        JsonNode released = delta.post(200, QUARANTINE + "/" + id + "/release", "{}");

        assertThat(released.path("eventIds")).isEmpty();
        assertThat(released.path("duplicateOf").asText()).isEqualTo(event);
        assertThat(delta.list("/api/v1/events")).hasSize(1);
        assertDelivered(1);
    }

    @Test
    void anUnmappedCallIsReleasedOnceItsMappingFileHasARule() throws Exception {
        assertThat(delta.call("secret", linked("a1"), "Delta-Secret", "right")).isEqualTo(200);
        JsonNode call = delta.list(QUARANTINE + "?kind=unmapped").get(0);
        String id = call.path("id").asText();
        assertThat(call.path("reason").asText()).isEqualTo("no_rule");
        assertThat(delta.post(422, QUARANTINE + "/" + id + "/release", "{}")
                        .path("detail")
                        .asText())
                .contains("no_rule");

        delta.restart("1.1.0", OPENED, LINKED);
        JsonNode change = delta.post(200, QUARANTINE + "/" + id + "/release", "{\"dryRun\":true}")
                .at("/events/0");
        assertThat(change.path("outcome").asText()).isEqualTo("changed");
        assertThat(change.path("eventId")).isEqualTo(call.path("eventId"));
        JsonNode type = change.at("/changes/0");
        assertThat(type.path("path").asText()).isEqualTo("/type");
        assertThat(type.path("before").asText()).isEqualTo("gateway.provider.unmapped.v1");
        assertThat(type.path("after").asText()).isEqualTo("bank.account.linked.v1");

        JsonNode released = delta.post(200, QUARANTINE + "/" + id + "/release", "{}");
        assertThat(delta.post(200, QUARANTINE + "/" + id + "/release", "{}")).isEqualTo(released);
        assertThat(released.path("eventIds")).hasSize(2);
        JsonNode fresh =
                delta.get("/api/v1/events/" + released.at("/eventIds/1").asText());
        assertThat(fresh.path("type").asText()).isEqualTo("bank.account.linked.v1");
        assertThat(fresh.path("mappingversion").asText()).isEqualTo("delta-events@1.1.0");
        assertThat(fresh.path("receiptid").asText()).isEqualTo(id);
        assertThat(delta.list("/api/v1/events")).hasSize(2);
        assertThat(delta.list(QUARANTINE + "?kind=unmapped").at("/0/released").asBoolean())
                .isTrue();
        assertDelivered(1);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{\"event\":\"opened\",\"account\":\"a1\",\"id\":\"1\"},{\"event\":\"linked\",\"account\":\"a2\"}",
                "{\"event\":\"linked\",\"account\":\"a2\"},{\"event\":\"opened\",\"account\":\"a1\",\"id\":\"1\"}"
            })
    void ofACallWithSeveralEventsOnlyTheUnmappedOneIsReleased(String events) throws Exception {
        assertThat(delta.call("secret", "{\"events\":[" + events + "]}", "Delta-Secret", "right"))
                .isEqualTo(200);
        delta.restart("1.1.0", OPENED, LINKED);

        assertThat(counts("unmapped")).isEqualTo("{\"changed\":1}");
        assertThat(counts("unmapped")).as("done again").isEqualTo("{}");
        assertThat(delta.list("/api/v1/events").findValuesAsText("type"))
                .containsExactlyInAnyOrder(
                        "bank.account.opened.v1", "gateway.provider.unmapped.v1", "bank.account.linked.v1");
        assertDelivered(2);
    }

    @Test
    void allCallsOfAKindAreReleasedInTheBackground() throws Exception {
        rejected();
        assertThat(delta.call("signed", "{\"event\":\"opened\"}", "Delta-Signature", "sha256=" + "0".repeat(64)))
                .isEqualTo(401);
        await().until(() -> delta.list(QUARANTINE + "?kind=rejected").size() == 2);
        assertThat(delta.send("PATCH", SOURCES + "signed", PATCH).statusCode()).isEqualTo(204);
        for (int i = 0; i < 3; i++) {
            assertThat(delta.call("secret", linked("b" + i), "Delta-Secret", "right"))
                    .isEqualTo(200);
        }
        delta.restart("1.1.0", OPENED, LINKED);

        JsonNode counted = delta.post(200, QUARANTINE + "/releases", range("rejected", true));
        assertThat(counted.path("counts").toString()).isEqualTo("{\"notVerified\":1,\"released\":1}");
        assertThat(counted.path("complete").asBoolean()).isTrue();
        assertThat(counted.at("/changes")).hasSize(1);
        assertThat(counts("rejected")).isEqualTo("{\"notVerified\":1,\"released\":1}");
        assertThat(counts("rejected")).as("done again").isEqualTo("{\"notVerified\":1}");
        assertThat(counts("unmapped")).isEqualTo("{\"changed\":3}");
        assertThat(counts("unmapped")).as("done again").isEqualTo("{}");

        assertThat(delta.list("/api/v1/events?type=bank.account.linked.v1")).hasSize(3);
        assertThat(delta.list("/api/v1/receipts?verdict=released")).hasSize(4);
        assertDelivered(4);
    }

    /** The receipt of a call with a right signature, which its source cannot verify. */
    private String rejected() {
        assertThat(delta.call("signed", BODY, "Delta-Signature", "sha256=" + SIGNATURE))
                .isEqualTo(401);
        await().until(() ->
                !delta.list(QUARANTINE + "?kind=rejected&sourceId=signed").isEmpty());
        JsonNode call = delta.list(QUARANTINE + "?kind=rejected").get(0);
        assertThat(call.path("reason").asText()).isEqualTo("proof_wrong");
        await().until(() -> delta.list(QUARANTINE).at("/0/releasable").asBoolean());
        return call.path("id").asText();
    }

    private String counts(String kind) {
        String id = delta.post(202, QUARANTINE + "/releases", range(kind, false))
                .path("id")
                .asText();
        String job = QUARANTINE + "/releases/" + id;
        await().atMost(Duration.ofSeconds(30))
                .until(() -> delta.get(job).path("state").asText().equals("done"));
        return delta.get(job).path("counts").toString();
    }

    private String range(String kind, boolean dryRun) {
        return "{\"kind\":\"%s\",\"from\":\"%s\",\"before\":\"%s\",\"dryRun\":%s}"
                .formatted(kind, from, Instant.now(), dryRun);
    }

    /** Each event once; a little later there is none more. */
    private void assertDelivered(int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> endpoint.requests().size() >= count);
        await().during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(5))
                .until(() -> endpoint.requests().size() == count);
        List<String> ids = endpoint.requests().stream()
                .map(request -> request.header("webhook-id"))
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
    }

    private String everythingStored() {
        var all = new StringBuilder();
        for (String name : delta.database().listCollectionNames()) {
            for (RawBsonDocument row :
                    delta.database().getCollection(name, RawBsonDocument.class).find()) {
                all.append(ISO_8859_1.decode(row.getByteBuffer().asNIO()));
            }
        }
        assertThat(all.toString()).contains("sealed");
        return all.toString();
    }

    private static String linked(String account) {
        return "{\"event\":\"linked\",\"account\":\"" + account + "\"}";
    }
}
