package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.TestGateway;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How much is kept of calls that are not verified, on every server of the protocol. */
abstract class RejectedCallsContract {

    private static final int CALLS = 80;

    /** What is kept at once of calls of this size: 256 KB. */
    private static final int KEPT = 56;

    /** The address of a database of its own. */
    abstract String uri();

    /** The bytes for one more call are back after 2.7 seconds. */
    @Test
    void keepsABoundedNumberOfBytesAndTheNewestCallOnceThereAreBytesAgain() {
        try (var gateway = TestGateway.startOn(uri(), "--tributary.receipts.rejected-bytes=16MB")) {
            gateway.source("s", "paybook", "paybook-header", Map.of("header", "X-Secret"), "a-secret", null);
            for (int i = 1; i <= CALLS; i++) {
                assertThat(gateway.post(
                                        "/hooks/paybook/s",
                                        "x".repeat(5_000 + i).getBytes(UTF_8),
                                        "X-Secret",
                                        "wrong")
                                .statusCode())
                        .isEqualTo(401);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> receipts(gateway).size() > KEPT);
            List<Receipt> kept = receipts(gateway);
            assertThat(kept).as("kept of %s calls", CALLS).hasSizeLessThan(KEPT + 10);
            assertThat(kept)
                    .extracting(receipt -> receipt.content().size())
                    .as("one that came when there were no bytes left")
                    .anyMatch(size -> size > 5_000 + KEPT);
            assertThat(gateway.metrics()).containsPattern("tributary_receipts_dropped_total [1-9]");
        }
    }

    private static List<Receipt> receipts(TestGateway gateway) {
        return gateway.bean(ReceiptStore.class).find("default", "s", Verdict.REJECTED, null, 10_000).stream()
                .map(ReceiptStore.Listed::receipt)
                .toList();
    }
}
