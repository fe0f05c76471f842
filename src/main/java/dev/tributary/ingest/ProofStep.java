package dev.tributary.ingest;

import dev.tributary.ingest.commit.RejectedReceipts;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.source.Source;
import dev.tributary.source.SourceDirectory;
import dev.tributary.verification.RejectedWebhookException;
import dev.tributary.verification.WebhookCall;
import dev.tributary.verification.WebhookVerifier;
import org.apache.camel.Body;

/** Second step: only verified calls go on; a part of the others is kept for the operator. */
public final class ProofStep {

    private final SourceDirectory sources;
    private final WebhookVerifier verifier;
    private final Receipts receipts;
    private final RejectedReceipts rejected;
    private final CallCounts counts;

    ProofStep(
            SourceDirectory sources,
            WebhookVerifier verifier,
            Receipts receipts,
            RejectedReceipts rejected,
            CallCounts counts) {
        this.sources = sources;
        this.verifier = verifier;
        this.receipts = receipts;
        this.rejected = rejected;
        this.counts = counts;
    }

    /**
     * Verifies a call. Before it is refused, the current revision of its source is looked up: a secret may have been added
     * at another gateway a moment ago.
     *
     * @throws RejectedWebhookException if the call is not verified
     * @throws UnusableSourceException if it is not, and the source was not compared with the store in the last second
     */
    public ProvenCall verify(@Body ReceivedCall received) {
        try {
            return verified(received.source(), received.call());
        } catch (RejectedWebhookException e) {
            Source newer = sources.newerThan(received.source()).orElse(null);
            if (newer == null && !sources.isFresh()) {
                throw new UnusableSourceException(); // a secret may have been added since, and a 401 is for ever
            }
            if (newer == null) {
                throw rejected(received, e);
            }
            try {
                return verified(newer, received.call());
            } catch (RejectedWebhookException still) {
                throw rejected(received, still);
            }
        }
    }

    private ProvenCall verified(Source source, WebhookCall call) {
        return new ProvenCall(source, call, verifier.verify(call, source));
    }

    private RejectedWebhookException rejected(ReceivedCall received, RejectedWebhookException reason) {
        Source source = received.source();
        rejected.keep(
                source.id(),
                receipts.bytesKeptOfRejected(received.call()),
                () -> receipts.ofRejected(source, received.call(), reason.getMessage()));
        counts.add(source.provider(), Verdict.REJECTED);
        return reason;
    }
}
