package dev.tributary;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static dev.tributary.egress.ScriptedServer.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.subscription.SubscriptionFixtures;
import dev.tributary.subscription.SubscriptionStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

/** What a gateway tells of itself, and what an operator's Prometheus makes of it. */
@TestMethodOrder(OrderAnnotation.class)
class MetricsIT {

    private static final String CALL = "{\"type\":\"credentials.updated\",\"data\":{\"userId\":"
            + "\"2f37e3ff1e5342b39c41bee3ee73cf8e\"},\"timestamp\":\"2024-01-15T10:30:00Z\"}";
    private static final String SIGNATURE = "5e96139d5ee179021291649cbb4f7b5846e92e4919dc36234364ac4cf36de207";
    private static final String SECRET = "a-secret-of-thirty-two-characters";
    private static final Duration SOON = Duration.ofSeconds(30);

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start(
                "--tributary.egress.allow=127.0.0.0/8",
                "--tributary.delivery.schedule=0s,1h",
                "--tributary.source-health.every=1s",
                "--tributary.source-health.min=2s",
                "--tributary.source-health.learn=1ms"); // never of a source that was called once
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    @Order(1)
    void tellsWhatHappenedAndWhatEachFigureMeans() throws Exception {
        try (ScriptedServer good = new ScriptedServer(status(200));
                ScriptedServer bad = new ScriptedServer(status(500))) {
            SubscriptionStore subscriptions = gateway.bean(SubscriptionStore.class);
            subscriptions.insert(SubscriptionFixtures.everything("good", good.url("/")));
            subscriptions.insert(SubscriptionFixtures.everything("bad", bad.url("/")));
            gateway.source("tink-main", "tink", "tink-dotted", Map.of(), "webhook_secret_123", null);
            assertThat(gateway.post("/hooks/tink/tink-main", CALL.getBytes(UTF_8), "X-Tink-Signature", SIGNATURE)
                            .statusCode())
                    .isEqualTo(200);
            gateway.get("/api/v1/events");

            await().atMost(SOON).untilAsserted(() -> assertThat(gateway.metrics())
                    .contains(
                            "tributary_calls_total{provider=\"tink\",verdict=\"accepted\"} 1.0",
                            "tributary_deliveries_total{outcome=\"delivered\"} 1.0",
                            "tributary_deliveries_total{outcome=\"retried\"} 1.0",
                            "tributary_delivery_attempts_total{outcome=\"delivered\"} 1.0",
                            "tributary_delivery_attempts_total{outcome=\"refused\"} 1.0",
                            "tributary_delivery_latency_seconds_bucket{le=\"600.0\"} 1",
                            "tributary_delivery_latency_seconds_count 1",
                            "tributary_delivery_backlog{state=\"queued\"} 1.0",
                            "tributary_delivery_backlog{state=\"waiting\"} 0.0",
                            "tributary_delivery_backlog{state=\"in_flight\"} 0.0",
                            "tributary_commit_latency_seconds_count 1",
                            "tributary_commit_batch_size_calls_sum 1.0",
                            "tributary_commit_queue_calls 0.0",
                            "tributary_endpoints_paused 0.0",
                            "tributary_follow_ups_oldest_age_seconds 0.0",
                            "tributary_subscriptions_unreadable 0.0",
                            "tributary_sources_unreadable 0.0"));
            // nothing was set that takes spans
            assertThat(good.requests()).isNotEmpty().allSatisfy(request -> assertThat(request.headers())
                    .doesNotContainKey("traceparent"));
            await().until(() -> oldest() > 1);
            assertThat(oldest()).isLessThan(60);
            unreadable("subscriptions", "good", "secret");
            unreadable("sources", "tink-main", "secrets");
            await().atMost(SOON).untilAsserted(() -> assertThat(gateway.metrics())
                    .contains("tributary_subscriptions_unreadable 1.0", "tributary_sources_unreadable 1.0"));
            assertThat(helpTexts()).hasSizeGreaterThan(15).allSatisfy(text -> assertThat(text)
                    .hasSizeGreaterThan(10));
            String readme = Files.readString(Path.of("README.md"));
            assertThat(names()).allSatisfy(name -> assertThat(readme).containsPattern("`" + name + "[`{]"));
            assertThat(kinds()).hasSizeGreaterThan(20).allSatisfy(kind -> assertThat(kind)
                    .matches("tributary_\\S+_total counter|(?!\\S+_total )\\S+ (gauge|histogram)")
                    .doesNotContainPattern("_(ms|millis|milliseconds|minutes|hours|kb|mb|percent) "));
            var files = new ObservabilityFiles(gateway.metrics(), readme);
            files.areOfWhatIsExposed();
            files.haveLabelsAsDocumented();
        }
    }

    /** After the other one, whose rows that cannot be read fire an alert as well. */
    @Test
    @Order(2)
    @EnabledIf("dev.tributary.Prometheus#isThere")
    void panelsHaveDataAndAlertsFireByTheirCauses() throws Exception {
        Prometheus.check("check", "config", "docker/observability/prometheus.yml");
        Prometheus.check("test", "rules", "src/test/resources/observability/alerts-test.yml");
        try (ScriptedServer fine = new ScriptedServer(status(204));
                ScriptedServer gone = new ScriptedServer(status(410));
                Prometheus prometheus = new Prometheus("127.0.0.1:" + managementPort(), "127.0.0.1:9")) {
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> prometheus.evaluate("tributary_store_writable").contains(1.0));
            assertThat(prometheus.firing()).doesNotContain("TributaryDeliveriesFailed", "TributaryCallsNotVerified");
            SubscriptionStore subscriptions = gateway.bean(SubscriptionStore.class);
            subscriptions.insert(SubscriptionFixtures.everything("fine", fine.url("/")));
            subscriptions.insert(SubscriptionFixtures.everything("gone", gone.url("/")));
            gateway.source("paybook", "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
            refresh("first", SECRET, 200);
            for (int i = 0; i < 25; i++) {
                refresh("wrong", SECRET + i, 401);
            }
            refresh("last", SECRET, 200);
            fires(
                    prometheus,
                    "TributaryDown",
                    "TributaryRowsUnreadable",
                    "TributarySourceUnhealthy",
                    "TributaryDeliveriesFailed",
                    "TributaryCallsNotVerified");
            for (String panel : ObservabilityFiles.panels()) {
                List<Double> values = prometheus.evaluate(panel);
                assertThat(values.isEmpty() ? panel : "").as("without data").matches("(.*> 0)?");
            }
        }
    }

    private static String managementPort() {
        return gateway.context().getEnvironment().getRequiredProperty("local.management.port");
    }

    private static void fires(Prometheus prometheus, String... alerts) {
        await().atMost(SOON).untilAsserted(() -> assertThat(prometheus.firing()).contains(alerts));
    }

    private static void refresh(String credential, String secret, int status) {
        String call = "{\"event\": \"credential_create\", \"id_credential\": \"%s\", \"id_user\": \"u\"}";
        var answer = gateway.post(
                "/hooks/paybook/paybook", call.formatted(credential).getBytes(UTF_8), "X-Secret", secret);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    private static double oldest() {
        return Pattern.compile("(?m)^tributary_delivery_oldest_age_seconds (\\S+)$")
                .matcher(gateway.metrics())
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> helpTexts() {
        return Pattern.compile("(?m)^# HELP tributary_\\S+ *(.*)$")
                .matcher(gateway.metrics())
                .results()
                .map((MatchResult found) -> found.group(1).strip())
                .toList();
    }

    /** Without the highest value of a histogram, which the registry adds. */
    private static List<String> names() {
        return Pattern.compile("(?m)^# HELP (tributary_\\S+)")
                .matcher(gateway.metrics())
                .results()
                .map(found -> found.group(1).replaceFirst("_max$", ""))
                .toList();
    }

    private static List<String> kinds() {
        return Pattern.compile("(?m)^# TYPE (tributary_.*)$")
                .matcher(gateway.metrics())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static void unreadable(String collection, String id, String member) {
        gateway.bean(MongoDatabase.class)
                .getCollection(collection)
                .updateOne(eq("_id", id), combine(set(member, 7), inc("revision", 1L)));
    }
}
