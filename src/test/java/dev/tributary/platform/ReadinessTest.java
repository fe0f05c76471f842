package dev.tributary.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.TestGateway;
import dev.tributary.store.RefusingStore;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Readiness follows whether the store takes writes, not whether it answers. */
class ReadinessTest {

    private static final Duration SEEN_WITHIN = Duration.ofSeconds(10);

    @Test
    void isDownWhileTheStoreTakesNoWritesAndUpAgainByItself() {
        try (var store = new RefusingStore();
                TestGateway gateway = TestGateway.startOn(store.uri())) {
            gateway.source("s", "paybook", "paybook-header", Map.of("header", "X-Secret"), "a-secret", null);
            assertThat(status(gateway, "readiness")).isEqualTo(200);
            assertThat(post(gateway, "1")).isEqualTo(200);
            assertThat(health(gateway)).contains("\"heartbeat\":\"works\"", "\"fan-out\":\"works\"");
            assertThat(gateway.metrics())
                    .contains("tributary_store_writable 1.0", "tributary_worker_up{worker=\"fan-out\"} 1.0");

            store.refuse(RefusingStore.OUT_OF_DISK_SPACE);
            await().atMost(SEEN_WITHIN).until(() -> status(gateway, "readiness") == 503);
            assertThat(post(gateway, "2")).isEqualTo(503);
            assertThat(health(gateway)).contains("no durable write for ", "\"heartbeat\":\"has failed for ");
            assertThat(status(gateway, "liveness"))
                    .as("a restart helps nothing")
                    .isEqualTo(200);
            assertThat(gateway.metrics())
                    .contains("tributary_store_writable 0.0", "tributary_worker_up{worker=\"heartbeat\"} 0.0");

            store.accept();
            await().atMost(SEEN_WITHIN).until(() -> status(gateway, "readiness") == 200);
            assertThat(post(gateway, "2")).isEqualTo(200);
        }
    }

    private static int status(TestGateway gateway, String group) {
        return gateway.manage("/actuator/health/" + group).statusCode();
    }

    private static String health(TestGateway gateway) {
        return gateway.manage("/actuator/health").body();
    }

    private static int post(TestGateway gateway, String credential) {
        byte[] body = ("{\"event\":\"refresh\",\"id_credential\":\"" + credential + "\"}").getBytes(UTF_8);
        return gateway.post("/hooks/paybook/s", body, "X-Secret", "a-secret").statusCode();
    }
}
