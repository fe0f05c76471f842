package dev.tributary.ingest;

import dev.tributary.event.Proof;
import dev.tributary.ingest.commit.RejectedReceipts;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.verification.RejectedWebhookException;
import dev.tributary.verification.WebhookCall;
import dev.tributary.verification.WebhookVerifier;
import java.util.List;
import org.apache.camel.Body;
import org.jspecify.annotations.Nullable;

/** Second step: only what is proven goes on; what is not is kept for the operator. */
public final class ProofStep {

    private final WebhookVerifier verifier;
    private final Receipts receipts;
    private final RejectedReceipts rejected;
    private final CallCounts counts;

    ProofStep(WebhookVerifier verifier, Receipts receipts, RejectedReceipts rejected, CallCounts counts) {
        this.verifier = verifier;
        this.receipts = receipts;
        this.rejected = rejected;
        this.counts = counts;
    }

    /** @throws RejectedWebhookException if the call is not proven */
    public ProvenCall verify(@Body ReceivedCall received) {
        try {
            Proof proof = verifier.verify(received.call(), received.source());
            return new ProvenCall(received.source(), received.call(), proof);
        } catch (RejectedWebhookException e) {
            WebhookCall call = received.call();
            rejected.keep(call.sourceId(), call.receivedAt(), () -> receipt(received, e.getMessage()));
            counts.add(call.provider(), Verdict.REJECTED);
            throw e;
        }
    }

    private Receipt receipt(ReceivedCall received, @Nullable String reason) {
        return receipts.of(
                receipts.newId(), received.source(), received.call(), Verdict.REJECTED, reason, null, List.of());
    }
}
