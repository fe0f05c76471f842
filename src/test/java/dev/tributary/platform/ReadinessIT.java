package dev.tributary.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.TestGateway;
import dev.tributary.store.ProxiedStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** As {@link ReadinessTest}, where the network to the store fails. */
class ReadinessIT {

    @Test
    void isDownWhileTheStoreCannotBeReachedAndUpAgainByItself() throws Exception {
        try (ProxiedStore store = ProxiedStore.start();
                TestGateway gateway = TestGateway.startOn(store.proxiedUri())) {
            assertThat(status(gateway)).isEqualTo(200);
            store.cut();
            await().atMost(Duration.ofSeconds(15)).until(() -> status(gateway) == 503);
            store.join();
            await().atMost(Duration.ofSeconds(15)).until(() -> status(gateway) == 200);
        }
    }

    private static int status(TestGateway gateway) {
        return gateway.manage("/actuator/health/readiness").statusCode();
    }
}
