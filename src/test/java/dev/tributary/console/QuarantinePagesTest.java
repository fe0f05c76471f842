package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.api.DeliveryApi;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a call in quarantine to its release, by plain HTTP. */
class QuarantinePagesTest {

    private static final String CREATED = """
        {"event":"credential_create","id_credential":"%s","id_user":"u","id_job_uuid":"j","is_executing":1,"endpoints":{}}\
        """;

    private static DeliveryApi api;
    private static Browser browser;
    private String source;

    @BeforeAll
    static void signIn() throws Exception {
        api = SharedConsole.api();
        browser = SharedConsole.signedIn();
    }

    @BeforeEach
    void addSource() throws Exception {
        source = "q" + Long.toString(System.nanoTime(), 36);
        api.gateway.send("POST", "/api/v1/configuration/sources", """
            {"id":"%s","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Secret"},
             "secrets":[{"value":"an-old-secret-for-tests"}]}\
            """.formatted(source));
    }

    @Test
    void releasesACallOnceItsSecretIsKnownAfterALookAtItsEvent() throws Exception {
        String page = "/console/quarantine/" + rejected(CREATED.formatted(source));
        assertThat(browser.get("/console/quarantine?sourceId=" + source).body())
                .contains(
                        "href=\"" + page + "\"",
                        ">rejected</span>",
                        ">signature or secret wrong</td>",
                        ">possible</td>");
        assertThat(browser.get(page).body())
                .contains("It was not verified", "The secrets of the source do not verify the call")
                .doesNotContain(">Release</button>");
        api.gateway.send(
                "PATCH",
                "/api/v1/configuration/sources/" + source,
                "{\"secrets\":[{\"value\":\"a-new-secret-for-tests\"}]}");
        assertThat(browser.get(page).body())
                .contains(">new</span>", "<ins class=\"value\">bank.connection.created.v1</ins>", ">Release</button>");
        assertThat(events()).isEmpty();
        for (int i = 0; i < 2; i++) {
            assertThat(browser.submit(page, page + "/release", Map.of()).statusCode())
                    .isEqualTo(302);
        }
        assertThat(events()).hasSize(1);
        String event = events().at("/0/id").asText();
        assertThat(browser.get(page).body())
                .contains("The call was released.", "/console/events/" + event)
                .doesNotContain(">Release</button>");
        assertThat(browser.get("/console/quarantine?sourceId=" + source).body()).contains("Nothing is in quarantine");
    }

    @Test
    void releasesAllCallsOfAKindOnceTheyAreCounted() throws Exception {
        rejected(CREATED.formatted(source));
        api.gateway.send(
                "PATCH",
                "/api/v1/configuration/sources/" + source,
                "{\"secrets\":[{\"value\":\"a-new-secret-for-tests\"}]}");
        String path = "/console/quarantine/releases";
        var form = Map.of(
                "kind",
                "rejected",
                "sourceId",
                source,
                "from",
                Instant.now().minusSeconds(600).toString(),
                "before",
                Instant.now().toString());
        String query = form.entrySet().stream()
                .map(field -> field.getKey() + '=' + field.getValue())
                .collect(Collectors.joining("&", "?", ""));
        assertThat(browser.get(path + query).body())
                .contains("<dt>released</dt><dd>1</dd>", "bank.connection.created.v1</ins>", ">Release them</button>");
        assertThat(events()).isEmpty();
        String job = browser.submit(path, path, form)
                .headers()
                .firstValue("Location")
                .orElseThrow();
        await().untilAsserted(() ->
                assertThat(browser.get(job).body()).contains(">done</span>", "<dt>released</dt><dd>1</dd>"));
        assertThat(events()).hasSize(1);
        assertThat(browser.get(path + query).body()).contains("No call in quarantine fits");
        assertThat(browser.get(path + "?kind=rejected&from=yesterday&before=").body())
                .contains("id=\"e-from\"", "id=\"e-before\"");
    }

    @Test
    void saysWhatKeepsACallFromItsRelease() throws Exception {
        String cut = rejected("{\"event\":\"" + "x".repeat(5_000) + "\"}");
        assertThat(browser.get("/console/quarantine/" + cut).body())
                .contains("only the first 4 KiB of its body are kept")
                .doesNotContain(">Release</button>");
        api.gateway.send("POST", "/hooks/paybook/" + source, "no JSON", "X-Secret", "an-old-secret-for-tests");
        String list = browser.get("/console/quarantine?kind=invalid&sourceId=" + source)
                .body();
        assertThat(list).contains(">invalid_payload</td>").doesNotContain(cut);
        assertThat(browser.get("/console/quarantine?kind=lost").body()).contains("id=\"e-kind\"", "must be one of");
        assertThat(browser.get("/console/quarantine/none").statusCode()).isEqualTo(404);
    }

    /** The receipt of a call with a secret that its source does not have. */
    private String rejected(String body) throws Exception {
        api.gateway.send("POST", "/hooks/paybook/" + source, body, "X-Secret", "a-new-secret-for-tests");
        String list = "/api/v1/quarantine?kind=rejected&sourceId=" + source;
        await().until(() -> api.gateway.get(list).json().path("result").size() == 1);
        return api.gateway.get(list).json().at("/result/0/id").asText();
    }

    private JsonNode events() throws Exception {
        return api.gateway.get("/api/v1/events?sourceId=" + source).json().path("result");
    }
}
