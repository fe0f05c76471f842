package dev.tributary.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.TestGateway;
import dev.tributary.api.DeliveryApi;
import dev.tributary.egress.ScriptedServer;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What providers, endpoints and people send is text on every page, never a part of it. */
class HostileTextTest {

    private static final String TEXT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>${7*7}[[${7*7}]]";
    private static final String ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;";
    private static final String IN_JSON = TEXT.replace("\"", "\\\"");
    private static final String CALL = """
        {"event":"credential_create","id_credential":"%s","id_user":"u","id_job_uuid":"j","is_executing":1,"endpoints":{}}\
        """;

    private final DeliveryApi api = SharedConsole.api();
    private final Browser browser = SharedConsole.signedIn();

    HostileTextTest() throws Exception {}

    @Test
    void isEscapedOnEveryPage() throws Exception {
        var pages = new ArrayList<>(ofCalls());
        pages.addAll(ofQuarantine());
        pages.add(ofDelivery());
        pages.add(ofAudit());
        String query = URLEncoder.encode(TEXT, UTF_8);
        for (String list : List.of("events?subject=", "receipts?sourceId=", "quarantine?sourceId=", "audit?what=")) {
            pages.add("/console/" + list + query);
        }
        pages.add("/console/deliveries?webHookId=" + query);
        pages.add("/console/quarantine/releases?before=2026-01-01T00:00&sourceId=" + query);
        pages.add("/console/deliveries/range?before=2026-01-01T00:00&webHookId=" + query);
        for (String page : pages) {
            String body = browser.get(page).body();
            assertThat(body).as(page).contains(ESCAPED).doesNotContain("<script>alert", "<img src=x", "[[49]]");
        }
    }

    /** An event with a subject and a call with a header. */
    private List<String> ofCalls() throws Exception {
        api.gateway.send(
                "POST",
                "/hooks/paybook/s",
                CALL.formatted(IN_JSON),
                "X-Secret",
                "a-shared-secret-for-tests",
                "User-Agent",
                TEXT);
        String subject = URLEncoder.encode("connections/" + TEXT, UTF_8);
        var event = api.gateway.get("/api/v1/events?subject=" + subject).json().at("/result/0");
        return List.of(
                "/console/events/" + event.path("id").asText(),
                "/console/events/" + event.path("id").asText() + "?raw=true",
                "/console/events?mentions=" + URLEncoder.encode(TEXT, UTF_8),
                "/console/receipts/" + event.path("receiptid").asText());
    }

    /** A rejected call that its source would verify by now. */
    private List<String> ofQuarantine() throws Exception {
        String source = "/api/v1/configuration/sources";
        api.gateway.send("POST", source, """
            {"id":"hostile","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Secret"},
             "secrets":[{"value":"an-old-secret-for-tests"}]}\
            """);
        String secret = "a-new-secret-for-tests";
        api.gateway.send("POST", "/hooks/paybook/hostile", CALL.formatted(IN_JSON), "X-Secret", secret);
        String list = "/api/v1/quarantine?sourceId=hostile";
        await().until(() -> api.gateway.get(list).json().path("result").size() == 1);
        api.gateway.send("PATCH", source + "/hostile", "{\"secrets\":[{\"value\":\"" + secret + "\"}]}");
        return List.of("/console/quarantine/"
                + api.gateway.get(list).json().at("/result/0/id").asText());
    }

    /** The answer of an endpoint. */
    private String ofDelivery() throws Exception {
        try (var endpoint = new ScriptedServer(ScriptedServer.always("HTTP/1.1 400 Bad Request", TEXT))) {
            api.subscribe("hostile", endpoint, "");
            String event = api.receive("credential_create", 1).get(0);
            api.awaitStates(event, "hostile", "failed");
            api.unsubscribe("hostile");
            return "/console/deliveries/" + event + ":hostile";
        }
    }

    /** The name of a person. */
    private String ofAudit() throws Exception {
        String token = api.gateway.token("default", TestGateway.EVERYTHING, TEXT);
        String receipt = api.gateway
                .get("/api/v1/receipts?sourceId=s&limit=1")
                .json()
                .at("/result/0/id")
                .asText();
        api.gateway.sendAs(token, "GET", "/api/v1/receipts/" + receipt + "/body", "");
        return "/console/audit";
    }
}
