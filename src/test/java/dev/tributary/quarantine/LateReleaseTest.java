package dev.tributary.quarantine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.TestGateway;
import dev.tributary.event.Proof;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.rejected.RejectedProofStore;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import dev.tributary.source.SourceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A release long after the call. */
class LateReleaseTest {

    /** Recorded: HMAC-SHA256 of {@code 1700000000.{}} under {@code tink_test_secret_0123456789}. */
    private static final String SIGNATURE =
            "t=1700000000,v1=dcf3c8e1bd8b6e8a2dc8ac00d5989830cd30ab2ccc5ba405951aa6ffd1f15417";

    private static final Instant SIGNED_AT = Instant.ofEpochSecond(1_700_000_000);

    @Test
    void theToleranceIsThatOfTheMomentOfReceipt() {
        var now = new AtomicReference<>(SIGNED_AT.plusSeconds(299));
        InstantSource clock = now::get;
        try (TestGateway gateway = TestGateway.startAt(clock.withZone(ZoneOffset.UTC))) {
            Source mistyped = gateway.source("s1", "tink", "tink-events-v2", Map.of(), "mistyped", null);
            String inTime = rejected(gateway, "proof_wrong");
            now.set(SIGNED_AT.plusSeconds(301));
            mend(gateway, mistyped);
            String late = rejected(gateway, "timestamp_outside_tolerance");
            now.set(SIGNED_AT.plus(Duration.ofHours(3)));
            Releases releases = gateway.bean(Releases.class);

            Receipt released = releases.release("default", inTime);

            assertThat(released.verdict()).isEqualTo(Verdict.RELEASED);
            assertThat(released.proof()).isEqualTo(Proof.BODY);
            assertThat(released.eventIds()).hasSize(1);
            assertThatThrownBy(() -> releases.release("default", late))
                    .isInstanceOf(UnreleasableException.class)
                    .hasMessage("timestamp_outside_tolerance");
        }
    }

    private static void mend(TestGateway gateway, Source source) {
        var secret = new SourceSecret("k2", "tink_test_secret_0123456789", null, SIGNED_AT);
        var mended = new Source(
                source.id(),
                source.tenant(),
                source.provider(),
                source.scheme(),
                null,
                true,
                List.of(secret),
                source.options(),
                null,
                source.createdAt(),
                SIGNED_AT,
                source.revision() + 1);
        assertThat(gateway.bean(SourceStore.class).replace(mended)).isTrue();
    }

    /** The receipt of the call that is sent now. */
    private static String rejected(TestGateway gateway, String reason) {
        assertThat(gateway.post("/hooks/tink/s1", "{}".getBytes(UTF_8), "X-Tink-Signature", SIGNATURE)
                        .statusCode())
                .isEqualTo(401);
        await().until(() -> !kept(gateway, reason).isEmpty());
        return kept(gateway, reason).get(0);
    }

    private static List<String> kept(TestGateway gateway, String reason) {
        List<String> ids = gateway.bean(ReceiptStore.class).find("default", "s1", Verdict.REJECTED, null, 10).stream()
                .map(ReceiptStore.Listed::receipt)
                .filter(receipt -> reason.equals(receipt.reason()))
                .map(Receipt::id)
                .toList();
        return List.copyOf(gateway.bean(RejectedProofStore.class).kept("default", ids));
    }
}
