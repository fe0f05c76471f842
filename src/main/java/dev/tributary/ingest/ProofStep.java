package dev.tributary.ingest;

import dev.tributary.event.Proof;
import dev.tributary.ingest.commit.RejectedReceipts;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.verification.RejectedWebhookException;
import dev.tributary.verification.WebhookVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.apache.camel.Body;

/** Second step: only what is proven goes on; what is not is kept for the operator. */
public final class ProofStep {

    private final WebhookVerifier verifier;
    private final Receipts receipts;
    private final RejectedReceipts rejected;
    private final MeterRegistry metrics;

    ProofStep(WebhookVerifier verifier, Receipts receipts, RejectedReceipts rejected, MeterRegistry metrics) {
        this.verifier = verifier;
        this.receipts = receipts;
        this.rejected = rejected;
        this.metrics = metrics;
    }

    /** @throws RejectedWebhookException if the call is not proven */
    public ProvenCall verify(@Body ReceivedCall received) {
        try {
            Proof proof = verifier.verify(received.call(), received.source());
            return new ProvenCall(received.source(), received.call(), proof);
        } catch (RejectedWebhookException e) {
            Receipt receipt = receipts.of(
                    receipts.newId(),
                    received.source(),
                    received.call(),
                    Verdict.REJECTED,
                    e.getMessage(),
                    null,
                    Receipts.digest(received.call().body()),
                    List.of());
            rejected.keep(receipt);
            StoreStep.count(metrics, receipt.provider(), Verdict.REJECTED);
            throw e;
        }
    }
}
