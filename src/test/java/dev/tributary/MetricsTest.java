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
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final String CALL = "{\"type\":\"credentials.updated\",\"data\":{\"userId\":"
            + "\"2f37e3ff1e5342b39c41bee3ee73cf8e\"},\"timestamp\":\"2024-01-15T10:30:00Z\"}";
    private static final String SIGNATURE = "5e96139d5ee179021291649cbb4f7b5846e92e4919dc36234364ac4cf36de207";

    @Test
    void tellsWhatHappenedAndWhatEachFigureMeans() throws Exception {
        try (ScriptedServer good = new ScriptedServer(status(200));
                ScriptedServer bad = new ScriptedServer(status(500));
                TestGateway gateway = TestGateway.start(
                        "--tributary.egress.allow=127.0.0.0/8", "--tributary.delivery.schedule=0s,1h")) {
            SubscriptionStore subscriptions = gateway.bean(SubscriptionStore.class);
            subscriptions.insert(SubscriptionFixtures.everything("good", good.url("/")));
            subscriptions.insert(SubscriptionFixtures.everything("bad", bad.url("/")));
            gateway.source("tink-main", "tink", "tink-dotted", Map.of(), "webhook_secret_123", null);
            assertThat(gateway.post("/hooks/tink/tink-main", CALL.getBytes(UTF_8), "X-Tink-Signature", SIGNATURE)
                            .statusCode())
                    .isEqualTo(200);
            gateway.get("/api/v1/events");

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(scrape(gateway))
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
            await().until(() -> oldest(gateway) > 1);
            assertThat(oldest(gateway)).isLessThan(60);
            unreadable(gateway, "subscriptions", "good", "secret");
            unreadable(gateway, "sources", "tink-main", "secrets");
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(scrape(gateway))
                    .contains("tributary_subscriptions_unreadable 1.0", "tributary_sources_unreadable 1.0"));
            assertThat(helpTexts(gateway)).hasSizeGreaterThan(15).allSatisfy(text -> assertThat(text)
                    .hasSizeGreaterThan(10));
            String readme = Files.readString(Path.of("README.md"));
            assertThat(names(gateway)).allSatisfy(name -> assertThat(readme).containsPattern("`" + name + "[`{]"));
            assertThat(kinds(gateway)).hasSizeGreaterThan(20).allSatisfy(kind -> assertThat(kind)
                    .matches("tributary_\\S+_total counter|(?!\\S+_total )\\S+ (gauge|histogram)")
                    .doesNotContainPattern("_(ms|millis|milliseconds|minutes|hours|kb|mb|percent) "));
            var files = new ObservabilityFiles(scrape(gateway), readme);
            files.areOfWhatIsExposed();
            files.haveLabelsAsDocumented();
        }
    }

    private static String scrape(TestGateway gateway) {
        return gateway.metrics();
    }

    private static double oldest(TestGateway gateway) {
        return Pattern.compile("(?m)^tributary_delivery_oldest_age_seconds (\\S+)$")
                .matcher(scrape(gateway))
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> helpTexts(TestGateway gateway) {
        return Pattern.compile("(?m)^# HELP tributary_\\S+ *(.*)$")
                .matcher(scrape(gateway))
                .results()
                .map((MatchResult found) -> found.group(1).strip())
                .toList();
    }

    /** Without the highest value of a histogram, which the registry adds. */
    private static List<String> names(TestGateway gateway) {
        return Pattern.compile("(?m)^# HELP (tributary_\\S+)")
                .matcher(scrape(gateway))
                .results()
                .map(found -> found.group(1).replaceFirst("_max$", ""))
                .toList();
    }

    private static List<String> kinds(TestGateway gateway) {
        return Pattern.compile("(?m)^# TYPE (tributary_.*)$")
                .matcher(scrape(gateway))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static void unreadable(TestGateway gateway, String collection, String id, String member) {
        gateway.bean(MongoDatabase.class)
                .getCollection(collection)
                .updateOne(eq("_id", id), combine(set(member, 7), inc("revision", 1L)));
    }
}
