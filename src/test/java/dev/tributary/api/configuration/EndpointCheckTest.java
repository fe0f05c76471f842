package dev.tributary.api.configuration;

import static dev.tributary.egress.ScriptedServer.always;
import static dev.tributary.egress.ScriptedServer.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.egress.ScriptedServer.Request;
import dev.tributary.egress.ScriptedServer.Script;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an endpoint must answer before events are delivered to it. */
class EndpointCheckTest {

    private static final String HOOKS = "/api/v1/configuration/web-hooks";
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NO_CONSENT = "HTTP/1.1 200 OK\r\nContent-Length: 0";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TestGateway gateway;
    private static int count;

    private final String tenant = "tenant-" + ++count;
    private final String id = "checked-" + count;
    private ScriptedServer endpoint;
    private String token;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start("--tributary.egress.allow=127.0.0.0/8", "--tributary.sources.allow-unproven=true");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void open() throws Exception {
        endpoint = new ScriptedServer(status(404));
        token = gateway.token(tenant, TestGateway.EVERYTHING);
    }

    @AfterEach
    void close() throws Exception {
        endpoint.close();
    }

    @ParameterizedTest
    @CsvSource({"localhost", "LocalHost", "*"})
    void activatesAtOnceWhereTheEndpointConsents(String origin) throws Exception {
        endpoint.script(consent(origin, ""));

        create("");

        assertThat(shown().at("/status").asText()).isEqualTo("active");
        assertThat(shown().at("/verification/outcome").asText()).isEqualTo("consented");
        assertThat(endpoint.requests()).hasSize(1);
        Request options = endpoint.requests().get(0);
        assertThat(options.line()).isEqualTo("OPTIONS /in?a=b HTTP/1.1");
        assertThat(options.header("WebHook-Request-Origin")).isEqualTo("localhost");
        assertThat(options.header("X-Key")).isEqualTo("canary");
        assertThat(options.headers()).doesNotContainKeys("webhook-request-rate", "tributary-target");
    }

    @ParameterizedTest
    @CsvSource({"elsewhere.example.com", "localhost.evil.example", "''"})
    void sendsASignedTestEventWhereOptionsIsNoConsent(String origin) throws Exception {
        endpoint.script((request, out) -> (request.line().startsWith("OPTIONS")
                        ? origin.isEmpty() ? always(NO_CONSENT, "") : consent(origin, "60")
                        : status(204))
                .answer(request, out));

        create("");

        assertThat(shown().at("/status").asText()).isEqualTo("active");
        assertThat(shown().at("/verification/outcome").asText()).isEqualTo("test_event_accepted");
        assertThat(shown().at("/verification").has("allowed_rate")).isFalse();
        assertThat(endpoint.requests()).hasSize(2);
        Request post = endpoint.requests().get(1);
        String body = new String(post.body(), UTF_8);
        JsonNode event = JSON.readTree(body);
        assertThat(event.at("/type").asText()).isEqualTo("gateway.subscription.test.v1");
        assertThat(event.at("/specversion").asText()).isEqualTo("1.0");
        assertThat(event.at("/id").asText()).isNotEmpty().isEqualTo(post.header("webhook-id"));
        assertThat(event.at("/source").asText()).isEqualTo("http://localhost:8080/subscriptions/" + id);
        assertThat(post.header("Content-Type")).isEqualTo("application/cloudevents+json; charset=utf-8");
        assertThat(post.header("X-Key")).isEqualTo("canary");
        new Webhook(SECRET).verify(body, HttpHeaders.of(asLists(post.headers()), (name, value) -> true));
    }

    @ParameterizedTest
    @CsvSource({"404, refused", "500, refused", "302, redirected", "410, refused"})
    void staysUnverifiedWhereTheTestEventIsNotTaken(int code, String outcome) throws Exception {
        endpoint.script(always(
                "HTTP/1.1 " + code + " No\r\nLocation: " + endpoint.url("/other") + "\r\nContent-Length: 0", ""));

        create("");

        JsonNode hook = shown();
        assertThat(hook.at("/status").asText()).isEqualTo("unverified");
        assertThat(hook.at("/verification/outcome").asText()).isEqualTo(outcome);
        assertThat(hook.at("/verification/http_status").asInt()).isEqualTo(code);
        assertThat(hook.at("/verification/checked_at").asText()).isNotEmpty();
        assertThat(hook.at("/verification/next_check_at").asText()).isNotEmpty();
        assertThat(endpoint.requests()).extracting(Request::line).noneMatch(line -> line.contains("/other"));
        assertThat(patch(hook.toString())).as("what is shown can be sent back").isEqualTo(204);
        assertThat(patch("{\"verification\":{\"outcome\":\"consented\"}}")).isEqualTo(400);
    }

    @Test
    void answersTheCreationWhileASlowEndpointIsAsked() throws Exception {
        var slow = new CountDownLatch(1);
        endpoint.script((request, out) -> {
            slow.await();
            consent("*", "").answer(request, out);
        });

        create("");

        assertThat(shown().at("/status").asText()).isEqualTo("unverified");
        slow.countDown();
        await().untilAsserted(() -> assertThat(shown().at("/status").asText()).isEqualTo("active"));
    }

    @Test
    void repeatsAFailedCheckOfItsOwnAccord() throws Exception {
        create("");
        assertThat(shown().at("/status").asText()).isEqualTo("unverified");
        endpoint.script(consent("*", ""));

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(shown().at("/status").asText()).isEqualTo("active"));
    }

    @Test
    void deliversWhatWaitedOnceTheCheckHasPassed() throws Exception {
        create("");
        send("c1");
        send("c2");
        endpoint.script(consent("*", ""));
        assertThat(delivered()).isEmpty();

        Answer verified = gateway.sendAs(token, "POST", HOOKS + "/" + id + "/verification", "");

        assertThat(verified.status()).isEqualTo(200);
        assertThat(verified.json().at("/status").asText()).isEqualTo("active");
        assertThat(verified.json().at("/verification/outcome").asText()).isEqualTo("consented");
        await().untilAsserted(() -> assertThat(delivered()).containsExactlyInAnyOrder("c1", "c2"));
    }

    @Test
    void saysWhatDeliveriesWaitForInsteadOfTheirNextAttempt() throws Exception {
        create("");
        send("c1");
        await().until(() -> deliveries().contains("\"waitsFor\":\"verification\""));
        assertThat(deliveries()).doesNotContain("nextAttemptAt");
        assertThat(patch("{\"enabled\":false}")).isEqualTo(204);
        assertThat(deliveries()).containsPattern("cancellation|cancelled").doesNotContain("nextAttemptAt");
    }

    @Test
    void checksAgainWhenTheAddressChanges() throws Exception {
        endpoint.script(consent("*", ""));
        create("");
        try (var next = new ScriptedServer(status(403))) {
            assertThat(patch("{\"password\":\"canary\",\"base_uri\":\"" + next.url("/next") + "\"}"))
                    .isEqualTo(204);
            assertThat(shown().at("/status").asText()).isEqualTo("unverified");
            send("c1");
            next.script(consent("*", ""));
            gateway.sendAs(token, "POST", HOOKS + "/" + id + "/verification", "");

            await().untilAsserted(() -> assertThat(posted(next)).anyMatch(body -> body.contains("\"connections/c1\"")));
            assertThat(posted(next).get(0)).as("before any event").contains("gateway.subscription.test.v1");
            assertThat(delivered()).isEmpty();
        }
    }

    @Test
    void goesOnCheckingAfterARestart() throws Exception {
        create("");
        send("c1");
        assertThat(shown().at("/status").asText()).isEqualTo("unverified");

        gateway.restart(() -> endpoint.script(consent("*", "")));
        token = gateway.token(tenant, TestGateway.EVERYTHING);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(shown().at("/status").asText()).isEqualTo("active"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(delivered()).containsExactly("c1"));
    }

    @Test
    void keepsToTheRateThatTheEndpointAllows() throws Exception {
        endpoint.script(consent("*", "60"));
        create(",\"rate_limit\":5");
        assertThat(shown().at("/rate_limit").asDouble()).isEqualTo(5);
        assertThat(shown().at("/verification/allowed_rate").asDouble()).isEqualTo(1);
        assertThat(endpoint.requests().get(0).header("WebHook-Request-Rate")).isEqualTo("300");
        long began = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            send("c" + i);
        }

        await().untilAsserted(() -> assertThat(delivered()).hasSize(4));

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1900));
    }

    @Test
    void staysActiveWhereACheckOnRequestFails() throws Exception {
        endpoint.script(consent("*", "120"));
        create("");
        endpoint.script(status(404));

        Answer verified = gateway.sendAs(token, "POST", HOOKS + "/" + id + "/verification", "");

        assertThat(verified.json().at("/status").asText()).isEqualTo("active");
        assertThat(verified.json().at("/verification/outcome").asText()).isEqualTo("refused");
        assertThat(verified.json().at("/verification/allowed_rate").asDouble()).isEqualTo(2);
    }

    private void create(String more) throws Exception {
        Answer created = gateway.sendAs(token, "POST", HOOKS, """
                {"id":"%s","type":"EVENTS","name":"Checked","base_uri":"%s","authentication_method":"HEADER",
                 "username":"X-Key","password":"canary","signing_secret":"%s"%s}""".formatted(id, endpoint.url("/in?a=b"), SECRET, more));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    private int patch(String body) throws Exception {
        return gateway.sendAs(token, "PATCH", HOOKS + "/" + id, body).status();
    }

    private JsonNode shown() throws Exception {
        return gateway.getAs(token, HOOKS + "/" + id).json();
    }

    private String deliveries() {
        return gateway.getAs(token, "/api/v1/deliveries?webHookId=" + id).body();
    }

    /** An event of the tenant, by a call of a provider. */
    private void send(String connection) throws Exception {
        gateway.sendAs(token, "POST", "/api/v1/configuration/sources", """
                {"id":"%s","provider":"paybook","scheme":"unproven"}""".formatted(tenant));
        Answer answer = gateway.sendAs(token, "POST", "/hooks/paybook/" + tenant, """
                {"event":"credential_create","id_credential":"%s","id_user":"u","id_job_uuid":"j",
                 "is_executing":1,"endpoints":{}}""".formatted(connection));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    /** The connections of the events that arrived. */
    private List<String> delivered() {
        return posted(endpoint).stream()
                .filter(body -> body.contains("\"connections/"))
                .map(body -> body.replaceAll("(?s).*\"connections/([^\"]+)\".*", "$1"))
                .toList();
    }

    private static List<String> posted(ScriptedServer server) {
        return server.requests().stream()
                .filter(request -> request.line().startsWith("POST"))
                .map(request -> new String(request.body(), UTF_8))
                .toList();
    }

    private static Script consent(String origin, String rate) {
        return always(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nWebHook-Allowed-Origin: " + origin
                        + (rate.isEmpty() ? "" : "\r\nWebHook-Allowed-Rate: " + rate),
                "");
    }

    private static Map<String, List<String>> asLists(Map<String, String> headers) {
        return headers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
    }
}
