package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.TestGateway;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.ReceiptStore.Listed;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is kept of calls that are not verified is bounded, and recent. */
class RejectedCallsTest {

    @Test
    void keepsTheBeginningOfLargeBodiesABoundedNumberOfBytesAndTheNewestCall() {
        // 64 KB at once, and then 1 KB for each 1.5 s
        try (var gateway = TestGateway.start("--tributary.receipts.rejected-bytes=64KB")) {
            gateway.source("s", "paybook", "paybook-header", Map.of("header", "X-Secret"), "a-secret", null);
            byte[] body = new byte[100_000];
            Arrays.fill(body, (byte) 'x');
            for (int i = 0; i < 60; i++) {
                assertThat(gateway.post("/hooks/paybook/s", body, "X-Secret", "wrong")
                                .statusCode())
                        .isEqualTo(401);
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> receipts(gateway).size() >= 14);
            List<Receipt> kept = receipts(gateway);
            assertThat(kept).hasSizeLessThan(17);
            Receipt first = gateway.bean(ReceiptStore.class)
                    .find("default", kept.get(0).id())
                    .orElseThrow();
            assertThat(first.body()).hasSize(4096).containsOnly('x');
            assertThat(first.size()).isEqualTo(100_000);
            assertThat(gateway.metrics()).containsPattern("tributary_receipts_dropped_total [1-9]");
            assertThat(gateway.metrics()).contains("tributary_ingest_refused_total{reason=\"not_verified\"} 60.0");
        }
    }

    @Test
    void theNewestCallIsKeptOnceThereAreBytesAgain() {
        try (var gateway = TestGateway.start("--tributary.receipts.rejected-bytes=1GB")) {
            gateway.source("s", "paybook", "paybook-header", Map.of("header", "X-Secret"), "a-secret", null);
            for (int i = 0; i < 200; i++) {
                gateway.post("/hooks/paybook/s", new byte[5_000], "X-Secret", "wrong");
            }
            assertThat(gateway.metrics()).as("there are no bytes left").containsPattern("receipts_dropped_total [1-9]");
            byte[] later = "{}".getBytes(UTF_8);
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> {
                        gateway.post("/hooks/paybook/s", later, "X-Secret", "wrong");
                        return receipts(gateway).stream().anyMatch(receipt -> receipt.size() == later.length);
                    });
        }
    }

    private static List<Receipt> receipts(TestGateway gateway) {
        return gateway.bean(ReceiptStore.class).find("default", "s", Verdict.REJECTED, null, 10_000).stream()
                .map(Listed::receipt)
                .toList();
    }
}
