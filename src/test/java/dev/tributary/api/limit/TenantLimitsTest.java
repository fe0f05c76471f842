package dev.tributary.api.limit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.event.EventFixtures;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import java.io.EOFException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one tenant may have and ask for; each test has tenants of its own. */
class TenantLimitsTest {

    private static final String SOURCES = "/api/v1/configuration/sources";
    private static final String HOOKS = "/api/v1/configuration/web-hooks";
    private static final String SOURCE = """
            {"provider":"tink","scheme":"tink-dotted","secrets":[{"value":"s3cret"}]}""";
    private static final int REQUESTS = 40;

    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start(
                "--tributary.limits.sources=2",
                "--tributary.limits.subscriptions=3",
                "--tributary.limits.filter-conditions=10",
                "--tributary.limits.exports=1",
                "--tributary.export.max-rows=7000",
                "--tributary.limits.requests=" + REQUESTS,
                "--tributary.delivery.endpoint-check=false");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aTenantHasSoManySources() throws Exception {
        String tenant = token("sources");
        String first = created(gateway.sendAs(tenant, "POST", SOURCES, SOURCE));
        created(gateway.sendAs(tenant, "POST", SOURCES, SOURCE));

        assertLimited(gateway.sendAs(tenant, "POST", SOURCES, SOURCE), "sources", 2, "60");
        created(gateway.sendAs(token("sources-of-another"), "POST", SOURCES, SOURCE));
        assertThat(gateway.sendAs(tenant, "DELETE", first, "").status()).isEqualTo(204);
        created(gateway.sendAs(tenant, "POST", SOURCES, SOURCE));
    }

    @Test
    void aTenantHasSoManyWebHooksOfAllTypes() throws Exception {
        String tenant = token("hooks");
        created(gateway.sendAs(tenant, "POST", HOOKS, hook("EVENTS", "")));
        created(gateway.sendAs(tenant, "POST", HOOKS, hook("DABP", "")));
        String last = created(gateway.sendAs(tenant, "POST", HOOKS, hook("EVENTS", ",\"enabled\":false")));

        assertLimited(gateway.sendAs(tenant, "POST", HOOKS, hook("EVENTS", "")), "subscriptions", 3, "60");
        created(gateway.sendAs(token("hooks-of-another"), "POST", HOOKS, hook("EVENTS", "")));
        assertThat(gateway.sendAs(tenant, "DELETE", last, "").status()).isEqualTo(204);
        created(gateway.sendAs(tenant, "POST", HOOKS, hook("EVENTS", "")));
    }

    @Test
    void theWebHooksOfATenantHaveSoManyConditionsTogether() throws Exception {
        String tenant = token("conditions");
        assertLimited(gateway.sendAs(tenant, "POST", HOOKS, hook("EVENTS", filter(11))), "filter-conditions", 10, "60");
        created(gateway.sendAs(tenant, "POST", HOOKS, hook("EVENTS", filter(7))));
        String types = ",\"events\":[\"bank.payment.*\",\"bank.account.*\",\"bank.consent.*\",\"bank.connection.*\"]";
        String second = created(gateway.sendAs(tenant, "POST", HOOKS, hook("EVENTS", types)));

        assertLimited(gateway.sendAs(tenant, "POST", HOOKS, hook("EVENTS", filter(1))), "filter-conditions", 10, "60");
        created(gateway.sendAs(tenant, "POST", HOOKS, hook("EVENTS", ",\"events\":[\"bank.payment.*\"]")));
        String more = "{\"name\":\"more\"" + filter(1) + "}";
        assertLimited(gateway.sendAs(tenant, "PATCH", second, more), "filter-conditions", 10, "60");
        assertThat(gateway.sendAs(tenant, "PATCH", second, "{\"name\":\"same size\"}")
                        .status())
                .isEqualTo(204);
        assertThat(gateway.sendAs(tenant, "PATCH", second, "{\"events\":[]" + filter(3) + "}")
                        .status())
                .isEqualTo(204);
        created(gateway.sendAs(token("conditions-of-another"), "POST", HOOKS, hook("EVENTS", filter(10))));
    }

    @Test
    void aTenantRunsSoManyExportsAtATime() throws Exception {
        store("exports", 6_000, Map.of("note", "x".repeat(4_000)));
        String tenant = token("exports");
        try (Socket unread = new Socket()) {
            beginExport(unread, tenant);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertLimited(export(tenant), "exports", 1, "5"));
            String count = "/api/v1/users/paybook/u/erasure?dry_run=true";
            assertLimited(gateway.sendAs(tenant, "POST", count, ""), "exports", 1, "5");
            assertThat(export(token("exports-of-another")).status()).isEqualTo(200);
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(export(tenant).status()).isEqualTo(200));
    }

    @Test
    void anExportHasSoManyRowsAndBreaksOffThere() throws Exception {
        store("long", 7_000, Map.of());
        String tenant = token("long");
        assertThat(export(tenant).body().lines()).hasSize(7_001);
        store("long", 1, Map.of());
        assertThatThrownBy(() -> export(tenant)).rootCause().isInstanceOf(EOFException.class);
    }

    private static void store(String tenant, int count, Map<String, Object> data) {
        List<StoredEvent> events = Stream.generate(() -> EventFixtures.ofTenant(tenant, "bank.payment.executed.v1"))
                .limit(count)
                .map(event -> StoredEvent.of(event.with(data)))
                .toList();
        EventStore store = gateway.context().getBean(EventStore.class);
        for (int from = 0; from < count; from += 500) {
            store.insert(events.subList(from, Math.min(from + 500, count)), "test", Duration.ofSeconds(30));
        }
    }

    @Test
    void aTenantSendsSoManyRequestsASecond() throws Exception {
        String tenant = token("requests");
        String other = token("requests-of-another");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            List<Answer> answers = burst(tenant, 3 * REQUESTS);
            assertThat(answers).anySatisfy(answer -> assertLimited(answer, "requests", REQUESTS, "1"));
            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSizeGreaterThanOrEqualTo(REQUESTS);
        });
        Answer ofAnother = gateway.getAs(other, SOURCES);
        assertThat(ofAnother.status()).isEqualTo(200);
        assertThat(ofAnother.header("RateLimit-Policy")).isEqualTo("\"requests\";q=" + REQUESTS + ";w=1");
        assertThat(ofAnother.header("RateLimit")).isEqualTo("\"requests\";r=" + (REQUESTS - 1) + ";t=1");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(gateway.getAs(tenant, SOURCES).status()).isEqualTo(200));
    }

    @Test
    void countsEachRefusalByTheLimitThatWasMet() throws Exception {
        String tenant = token("counted");
        created(gateway.sendAs(tenant, "POST", SOURCES, SOURCE));
        created(gateway.sendAs(tenant, "POST", SOURCES, SOURCE));
        double before = refused("sources");
        gateway.sendAs(tenant, "POST", SOURCES, SOURCE);
        gateway.sendAs(tenant, "POST", SOURCES, SOURCE);
        assertThat(refused("sources") - before).isEqualTo(2);

        double conditions = refused("filter_conditions");
        assertThat(gateway.sendAs(tenant, "POST", HOOKS, hook("EVENTS", filter(11)))
                        .status())
                .isEqualTo(429);
        assertThat(refused("filter_conditions") - conditions).isEqualTo(1);

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            double requests = refused("requests");
            long limited = burst(tenant, 3 * REQUESTS).stream()
                    .filter(answer -> answer.status() == 429)
                    .count();
            assertThat(limited).isPositive();
            assertThat(refused("requests") - requests).isEqualTo((double) limited);
        });
        assertThat(refused("exports") + refused("subscriptions")).isNotNegative();
    }

    /** What the metric says of one reason; each is there from the start. */
    private static double refused(String reason) throws Exception {
        String line = "\ntributary_api_refused_total{reason=\"" + reason + "\"} ";
        String port = gateway.context().getEnvironment().getRequiredProperty("local.management.port");
        String metrics = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        assertThat(metrics).contains(line);
        int at = metrics.indexOf(line) + line.length();
        return Double.parseDouble(metrics.substring(at, metrics.indexOf('\n', at)));
    }

    private static List<Answer> burst(String tenant, int count) {
        List<CompletableFuture<Answer>> sent = IntStream.range(0, count)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return gateway.getAs(tenant, SOURCES);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }))
                .toList();
        return sent.stream().map(CompletableFuture::join).toList();
    }

    /** Begins an export and reads nothing of it, so that it cannot end. */
    private static void beginExport(Socket socket, String token) throws Exception {
        String port = gateway.context().getEnvironment().getRequiredProperty("local.server.port");
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)));
        socket.getOutputStream()
                .write(
                        ("GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAccept: application/x-ndjson\r\nAuthorization: Bearer "
                                        + token + "\r\n\r\n")
                                .getBytes(UTF_8));
    }

    private static Answer export(String token) throws Exception {
        return gateway.sendAs(token, "GET", "/api/v1/events", "", "Accept", "text/csv");
    }

    private static String token(String tenant) throws Exception {
        return gateway.token(tenant, TestGateway.EVERYTHING);
    }

    private static String created(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.header("Location");
    }

    private static void assertLimited(Answer answer, String policy, int quota, String retryAfter) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(429);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"too_many_requests\"", "A tenant may ", " " + quota + " ");
        assertThat(answer.header("Retry-After")).isEqualTo(retryAfter);
        assertThat(answer.header("RateLimit-Policy")).startsWith("\"" + policy + "\";q=" + quota);
        assertThat(answer.header("RateLimit")).isEqualTo("\"" + policy + "\";r=0;t=" + retryAfter);
    }

    private static String hook(String type, String more) {
        return """
                {"type":"%s","name":"Ledger","base_uri":"https://ledger.example","authentication_method":"NONE"%s}""".formatted(type, more);
    }

    /** A filter with so many conditions. */
    private static String filter(int conditions) {
        List<String> parts = IntStream.range(0, conditions)
                .mapToObj(n -> "{\"prefix\":{\"subject\":\"payments/" + n + "\"}}")
                .toList();
        return ",\"filters\":{\"any\":[" + String.join(",", parts) + "]}";
    }
}
