package dev.tributary.api.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuarantineApiTest {

    private static final TestGateway GATEWAY = TestGateway.shared();
    private static final String QUARANTINE = "/api/v1/quarantine";
    private static final String SOURCES = "/api/v1/configuration/sources";
    private static final String DRY_RUN = "{\"dryRun\":true}";
    private static final String CREATED = """
            {"event":"credential_create","id_credential":"c1","id_user":"u1","id_external":"tax-1234"}""";

    private final Instant from = Instant.now().minusSeconds(1);
    private String tenant;
    private String source;

    @BeforeEach
    void addSource() throws Exception {
        tenant = "q" + Long.toString(System.nanoTime(), 36);
        source = tenant + "-source";
        Answer created = as("tributary_admin", "POST", SOURCES, """
                {"id":"%s","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Secret"},
                 "secrets":[{"value":"right"}]}""".formatted(source));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    @Test
    void saysOfEachCallWhatItIsAndWhatKeepsItFromBeingReleased() throws Exception {
        assertThat(call(CREATED, "wrong")).isEqualTo(401);
        assertThat(call("{\"event\":\"" + "x".repeat(5_000) + "\"}", "wrong")).isEqualTo(401);
        assertThat(call("{\"event\":\"refresh\",\"password\":\"x\"}", "wrong")).isEqualTo(401);
        assertThat(GATEWAY.send("POST", "/hooks/paybook/" + source, CREATED).status())
                .isEqualTo(401);
        assertThat(call("no JSON", "right")).isEqualTo(400);
        assertThat(call("{\"event\":\"documents_completed\",\"id_credential\":\"c1\"}", "right"))
                .isEqualTo(200);
        await().until(() -> list("?kind=rejected").size() == 4);

        Map<String, String> found = new HashMap<>();
        list("").forEach(call -> found.put(
                call.path("kind").asText() + " " + call.path("reason").asText() + " "
                        + call.path("size").asInt(),
                call.path("releasable").asBoolean() ? "" : call.path("obstacle").asText()));
        assertThat(found)
                .isEqualTo(Map.of(
                        "rejected proof_wrong " + CREATED.length(),
                        "",
                        "rejected proof_wrong 5012",
                        "body_cut",
                        "rejected proof_wrong 34",
                        "secret_redacted",
                        "rejected proof_missing " + CREATED.length(),
                        "proof_not_kept",
                        "invalid invalid_payload 7",
                        "",
                        "unmapped no_rule 52",
                        ""));
        assertThat(list("?kind=rejected&receivedtime%5Blt%5D=2026-01-01T00:00:00Z"))
                .isEmpty();
        assertThat(list("?sourceId=" + source + "&receivedtime%5Bgte%5D=" + from))
                .hasSize(6);
        assertRefusals();
        assertPages();
    }

    /** A call that cannot be released says why, and nothing is stored. */
    private void assertRefusals() throws Exception {
        Map<String, Integer> statuses = new HashMap<>();
        for (JsonNode call : list("")) {
            String path = QUARANTINE + "/" + call.path("id").asText() + "/release";
            Answer answer = as("quarantine:release", "POST", path, "{}");
            statuses.merge(
                    answer.status() + answer.json().path("detail").asText().replaceAll(".*: ", " "), 1, Integer::sum);
        }
        assertThat(statuses)
                .isEqualTo(Map.of(
                        "422 proof_wrong.",
                        1,
                        "409 body_cut.",
                        1,
                        "409 secret_redacted.",
                        1,
                        "409 proof_not_kept.",
                        1,
                        "422The body of the call is not a JSON object.",
                        1,
                        "422 no_rule.",
                        1));
        assertThat(events()).hasSize(1);
    }

    private void assertPages() throws Exception {
        List<String> kinds = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get(QUARANTINE + "?limit=1" + cursor);
            page.path("result").forEach(call -> {
                kinds.add(call.path("kind").asText());
                ids.add(call.path("id").asText());
            });
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(kinds).containsExactly("rejected", "rejected", "rejected", "rejected", "invalid", "unmapped");
    }

    @Test
    void personalValuesAreMaskedForCallersThatMayNotSeeThem() throws Exception {
        String path = rejectedAndMended() + "/release";

        Answer masked = as("quarantine:release events:read", "POST", path, DRY_RUN);
        assertThat(masked.status()).as(masked.body()).isEqualTo(200);
        assertThat(masked.json().at("/events/0/event/data/user/externalId").asText())
                .isEqualTo("***");
        assertThat(masked.body()).contains("bank.connection.created.v1").doesNotContain("tax-1234");
        assertThat(audited("event.unmask")).isZero();

        Answer whole = as("quarantine:release events:read events:raw", "POST", path, DRY_RUN);
        assertThat(whole.json().at("/events/0/event/data/user/externalId").asText())
                .isEqualTo("tax-1234");
        assertThat(whole.json().at("/events/0/changes").toString()).contains("tax-1234");
        assertThat(audited("event.unmask")).isEqualTo(1);

        assertThat(as("quarantine:release", "POST", path, DRY_RUN).status())
                .as("what an event holds is for who may read events")
                .isEqualTo(403);
        assertThat(events()).isEmpty();
    }

    @Test
    void releasesAndLooksAreWrittenDown() throws Exception {
        String call = rejectedAndMended();
        assertThat(as("quarantine:read", "GET", call, "").status()).isEqualTo(200);
        assertThat(as("quarantine:release", "POST", call + "/release", "{}").status())
                .isEqualTo(200);
        assertThat(as("quarantine:release", "POST", "/api/v1/remaps", range()).status())
                .isEqualTo(202);
        assertThat(audited("quarantine.read")).isEqualTo(1);
        assertThat(audited("quarantine.release")).isEqualTo(1);
        assertThat(audited("remap.start")).isEqualTo(1);
        assertThat(events()).hasSize(1);
    }

    @Test
    void eachCallNeedsItsScope() throws Exception {
        String call = rejectedAndMended();
        for (String scope : List.of("events:read events:raw tributary_admin deliveries:replay", "quarantine:release")) {
            assertThat(as(scope, "GET", QUARANTINE, "").status()).isEqualTo(403);
            assertThat(as(scope, "GET", call, "").status()).isEqualTo(403);
        }
        for (String scope : List.of("events:read events:raw tributary_admin deliveries:replay", "quarantine:read")) {
            for (String path : List.of(call + "/release", QUARANTINE + "/releases", "/api/v1/remaps")) {
                assertThat(as(scope, "POST", path, "{}").status()).as(path).isEqualTo(403);
            }
        }
        assertThat(events()).isEmpty();
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        String call = rejectedAndMended();
        for (String query : List.of("?kind=accepted", "?kind=", "?verdict=rejected", "?receivedtime%5Bgte%5D=x")) {
            assertThat(as("quarantine:read", "GET", QUARANTINE + query, "").status())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(as("quarantine:release", "POST", call + "/release", "{\"dryrun\":true}")
                        .status())
                .isEqualTo(400);
        for (String body : List.of(
                "{}",
                "{\"kind\":\"rejected\",\"from\":\"2026-01-01T00:00:00Z\",\"before\":\"2999-01-01T00:00:00Z\"}",
                range(),
                range().replace("{", "{\"kind\":\"accepted\","),
                range().replace("{", "{\"kind\":\"rejected\",\"type\":\"a\","))) {
            assertThat(as("quarantine:release", "POST", QUARANTINE + "/releases", body)
                            .status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(call(CREATED, "right")).isEqualTo(200);
        String accepted =
                get("/api/v1/receipts?verdict=accepted").at("/result/0/id").asText();
        for (String id : List.of(accepted, "none", "019cadd4-71f3-7d7e-9f3a-2f1f6a0c9b41")) {
            assertThat(as("quarantine:read", "GET", QUARANTINE + "/" + id, "").status())
                    .isEqualTo(404);
            assertThat(as("quarantine:release", "POST", QUARANTINE + "/" + id + "/release", "{}")
                            .status())
                    .isEqualTo(404);
        }
    }

    /** The path of a rejected call whose source has the secret since that it was sent with. */
    private String rejectedAndMended() throws Exception {
        assertThat(call(CREATED, "other")).isEqualTo(401);
        await().until(() -> list("").at("/0/releasable").asBoolean());
        Answer mended = as("tributary_admin", "PATCH", SOURCES + "/" + source, """
                {"secrets":[{"value":"right"},{"value":"other"}]}""");
        assertThat(mended.status()).as(mended.body()).isEqualTo(204);
        return QUARANTINE + "/" + list("").at("/0/id").asText();
    }

    private String range() {
        return "{\"from\":\"%s\",\"before\":\"%s\"}".formatted(from, Instant.now());
    }

    private int call(String body, String secret) throws Exception {
        return GATEWAY.send("POST", "/hooks/paybook/" + source, body, "X-Secret", secret)
                .status();
    }

    private Answer as(String scope, String method, String path, String body) throws Exception {
        return GATEWAY.sendAs(GATEWAY.token(tenant, scope), method, path, body);
    }

    private JsonNode get(String path) throws Exception {
        Answer answer = as("quarantine:read events:read auditor", "GET", path, "");
        assertThat(answer.status()).as(path + answer.body()).isEqualTo(200);
        return answer.json();
    }

    private JsonNode list(String query) throws Exception {
        return get(QUARANTINE + query).path("result");
    }

    private JsonNode events() throws Exception {
        return get("/api/v1/events").path("result");
    }

    private int audited(String action) throws Exception {
        return get("/api/v1/audit?action=" + action).path("result").size();
    }
}
