package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.TestGateway;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
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
            assertThat(first.content().body()).hasSize(4096).containsOnly('x');
            assertThat(first.content().size()).isEqualTo(100_000);
            assertThat(gateway.metrics()).containsPattern("tributary_receipts_dropped_total [1-9]");
            assertThat(gateway.metrics()).contains("tributary_ingest_refused_total{reason=\"not_verified\"} 60.0");
        }
    }

    @Test
    void noReceiptOfARejectedCallHoldsASecretWhereverTheCallHasIt() {
        String secret = "canary-0123456789";
        List<String> bodies = List.of(
                "[{\"webHook\":{\"secret\":\"%s\"}}]",
                "{\"webHook\":{\"secret\":{\"value\":\"%s\"}}}",
                "{\"webHook\":{\"secret\":[\"%s\"]}}",
                "{\"WEBHOOK\":{\"Secret\":\"%s\"}}",
                "{\"a\":{\"webHook\":{\"secret\":\"%s\"}}}",
                "{\"webHook\":{\"secret\":\"%s\"}} and more",
                "webHook.secret=%s");
        try (var gateway = TestGateway.start()) {
            gateway.source("legacy", "tink", "tink-legacy", Map.of(), "another-one", null);
            gateway.source("sixpark", "sixpark", "sixpark", Map.of(), "another-one", null);
            gateway.source("paybook", "paybook", "paybook-header", Map.of("header", "X-Secret"), "another-one", null);
            for (String path : List.of("tink/legacy", "sixpark/sixpark", "paybook/paybook")) {
                for (String body : bodies) {
                    byte[] bytes = body.formatted(secret).getBytes(UTF_8);
                    assertThat(gateway.post("/hooks/" + path, bytes).statusCode())
                            .as("%s to %s", body, path)
                            .isEqualTo(401);
                }
            }
            for (String source : List.of("legacy", "sixpark", "paybook")) {
                await().until(() -> receipts(gateway, source).size() == bodies.size());
                for (Receipt listed : receipts(gateway, source)) {
                    Receipt receipt = gateway.bean(ReceiptStore.class)
                            .find("default", listed.id())
                            .orElseThrow();
                    assertThat(new String(receipt.content().body(), UTF_8))
                            .as(source)
                            .doesNotContain(secret);
                }
            }
        }
    }

    private static List<Receipt> receipts(TestGateway gateway) {
        return receipts(gateway, "s");
    }

    private static List<Receipt> receipts(TestGateway gateway, String source) {
        return gateway.bean(ReceiptStore.class).find("default", source, Verdict.REJECTED, null, 10_000).stream()
                .map(ReceiptStore.Listed::receipt)
                .toList();
    }
}
