package dev.tributary.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.source.drift.Drifts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A gateway with two tenants that have one of everything. The ids of what providers name are the same for both; all else
 * that a tenant has contains its name.
 */
final class TwoTenants implements AutoCloseable {

    static final String ALPHA = "alpha";
    static final String BETA = "beta";
    static final String CONFIGURATION = "/api/v1/configuration";

    final TestGateway gateway;
    private final ScriptedServer subscriber;
    private final Instant from = Instant.now().minusSeconds(1);
    private final Map<String, String> replays = new HashMap<>();
    private final Map<String, String> cancellations = new HashMap<>();
    private final Map<String, String> remaps = new HashMap<>();
    private final Map<String, String> releases = new HashMap<>();

    TwoTenants() throws Exception {
        gateway = TestGateway.start(
                "--tributary.egress.allow=127.0.0.0/8",
                "--tributary.delivery.schedule=0s",
                "--tributary.delivery.endpoint-check=false");
        // as subscriber and as the provider's API, which is down
        subscriber = new ScriptedServer(
                (request, out) -> ScriptedServer.status(request.line().startsWith("GET") ? 503 : 200)
                        .answer(request, out));
        for (String tenant : List.of(ALPHA, BETA)) {
            configure(tenant);
            TenantRecords.keep(gateway.context(), tenant, source(tenant));
            call(tenant);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertFilled(tenant));
            changeRanges(tenant);
        }
        for (String tenant : List.of(ALPHA, BETA)) {
            Drifts.find(gateway.context(), tenant, source(tenant), tenant + "_event");
        }
    }

    static String source(String tenant) {
        return tenant + "-source";
    }

    static String hook(String tenant) {
        return tenant + "-hook";
    }

    MongoDatabase database() {
        return gateway.context().getBean(MongoDatabase.class);
    }

    Answer send(String tenant, String method, String path, String body, String... headers) throws Exception {
        return gateway.sendAs(gateway.token(tenant, TestGateway.EVERYTHING), method, path, body, headers);
    }

    JsonNode get(String tenant, String path) throws Exception {
        Answer answer = send(tenant, "GET", path, "");
        assertThat(answer.status()).as(path + answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** The id of the first row of a list. */
    String first(String tenant, String list) throws Exception {
        String id = get(tenant, list).at("/result/0/id").asText();
        assertThat(id).as(list).isNotEmpty();
        return id;
    }

    String range(String tenant) {
        return "\"webHookId\":\"%s\",\"from\":\"%s\",\"before\":\"%s\"".formatted(hook(tenant), from, Instant.now());
    }

    static String sourceJson(String id, String tenant, String api) {
        return """
                {"id":"%s","provider":"paybook","scheme":"paybook-header","name":"%s source","options":{"header":"X-Secret"},
                 "secrets":[{"value":"%s-secret"}],"api":{"base_uri":"%s","api_key":"%s-key"}}""".formatted(id, tenant, tenant, api, tenant);
    }

    static String hookJson(String id, String tenant, String uri) {
        return """
                {"id":"%s","type":"EVENTS","name":"%s hook","base_uri":"%s","authentication_method":"NONE"}""".formatted(id, tenant, uri);
    }

    private void configure(String tenant) throws Exception {
        created(send(
                tenant,
                "POST",
                CONFIGURATION + "/sources",
                sourceJson(source(tenant), tenant, subscriber.url("/" + tenant))));
        created(send(
                tenant,
                "POST",
                CONFIGURATION + "/web-hooks",
                hookJson(hook(tenant), tenant, subscriber.url("/" + tenant))));
        // of a route that no gateway has, so that its deliveries wait in the store
        created(send(tenant, "POST", CONFIGURATION + "/web-hooks", """
                {"id":"%s-route","type":"ROUTE","name":"%s route","base_uri":"direct:none","authentication_method":"NONE"}""".formatted(tenant, tenant)));
    }

    private static void created(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    /** Calls of a provider that knows no tenants: one event, one with follow-ups, and one that is rejected. */
    private void call(String tenant) throws Exception {
        String created = """
                {"event":"credential_create","id_credential":"c1","id_user":"u1","id_external":"%s user","id_job_uuid":"j1",
                 "is_executing":1,"endpoints":{}}""".formatted(tenant);
        String refresh = """
                {"event":"refresh","id_credential":"c1","id_user":"u1","id_external":"%s user","id_job_uuid":"j1",
                 "endpoints":{"accounts":["/v1/accounts?id_credential=c1"]}}""".formatted(tenant);
        for (String body : List.of(created, refresh)) {
            Answer answer = post(tenant, body, tenant + "-secret");
            assertThat(answer.body()).isEqualTo("{\"status\":\"accepted\"}");
        }
        assertThat(post(tenant, created, "wrong").status()).isEqualTo(401);
    }

    Answer post(String tenant, String body, String secret) throws Exception {
        return gateway.send("POST", "/hooks/paybook/" + source(tenant), body, "X-Secret", secret);
    }

    private void assertFilled(String tenant) throws Exception {
        String hook = "/api/v1/deliveries?webHookId=" + hook(tenant);
        assertThat(get(tenant, hook + "&state=delivered").at("/result")).hasSize(1);
        assertThat(get(tenant, "/api/v1/deliveries?state=pending").at("/result"))
                .hasSize(1);
        assertThat(get(tenant, "/api/v1/follow-ups").at("/result")).hasSize(1);
        assertThat(get(tenant, "/api/v1/receipts").at("/result")).hasSize(3);
    }

    private void changeRanges(String tenant) throws Exception {
        Answer replay = send(
                tenant,
                "POST",
                "/api/v1/replays",
                "{" + range(tenant) + ",\"states\":[\"failed\"]}",
                "Idempotency-Key",
                "the-same");
        assertThat(replay.status()).as(replay.body()).isEqualTo(202);
        Answer cancellation = send(tenant, "POST", "/api/v1/cancellations", "{" + range(tenant) + "}");
        assertThat(cancellation.status()).as(cancellation.body()).isEqualTo(202);
        String id = replay.json().path("id").asText();
        assertThat(replays).as("one key of two tenants").doesNotContainValue(id);
        replays.put(tenant, id);
        cancellations.put(tenant, cancellation.json().path("id").asText());
        remaps.put(tenant, start(tenant, "/api/v1/remaps", "{" + time() + "}"));
        releases.put(tenant, start(tenant, "/api/v1/quarantine/releases", "{\"kind\":\"rejected\"," + time() + "}"));
    }

    private String start(String tenant, String path, String body) throws Exception {
        Answer started = send(tenant, "POST", path, body);
        assertThat(started.status()).as(started.body()).isEqualTo(202);
        return started.json().path("id").asText();
    }

    String time() {
        return "\"from\":\"%s\",\"before\":\"%s\"".formatted(from, Instant.now());
    }

    String remap(String tenant) {
        return remaps.getOrDefault(tenant, "");
    }

    String release(String tenant) {
        return releases.getOrDefault(tenant, "");
    }

    String replay(String tenant) {
        return replays.getOrDefault(tenant, "");
    }

    String cancellation(String tenant) {
        return cancellations.getOrDefault(tenant, "");
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        subscriber.close();
    }
}
