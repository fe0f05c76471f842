package dev.tributary.ingest;

import dev.tributary.ingest.commit.RejectedReceipts;
import dev.tributary.ingest.http.IncomingCall;
import dev.tributary.ingest.http.UnusableSourceException;
import dev.tributary.ingest.webhook.WebhookHandler;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.source.Source;
import dev.tributary.source.SourceDirectory;
import dev.tributary.tracing.Traces;
import dev.tributary.verification.WebhookCall;
import dev.tributary.verification.signature.RejectedWebhookException;
import org.apache.camel.Body;

/** Second step: only verified calls go on; a part of the others is kept for the operator. */
public final class VerificationStep {

    private final SourceDirectory sources;
    private final WebhookHandler handler;
    private final Receipts receipts;
    private final RejectedReceipts rejected;
    private final CallCounts counts;
    private final Traces traces;

    VerificationStep(
            SourceDirectory sources,
            WebhookHandler handler,
            Receipts receipts,
            RejectedReceipts rejected,
            CallCounts counts,
            Traces traces) {
        this.sources = sources;
        this.handler = handler;
        this.receipts = receipts;
        this.rejected = rejected;
        this.counts = counts;
        this.traces = traces;
    }

    /**
     * Verifies a call. Before it is refused, its source is compared with the store: a secret may have been added at another
     * gateway a moment ago.
     *
     * @throws RejectedWebhookException if the call is not verified
     * @throws UnusableSourceException if it is not, and the source could not be compared: a 401 is final for the provider
     */
    public IncomingCall verify(@Body IncomingCall received) {
        traces.step("verify");
        try {
            return verified(received.source(), received.call());
        } catch (RejectedWebhookException e) {
            boolean isCompared = sources.compare(received.source().id());
            Source newer = sources.newerInMemory(received.source()).orElse(null);
            try {
                if (newer != null) {
                    return verified(newer, received.call());
                }
            } catch (RejectedWebhookException still) {
                e = still;
            }
            if (!isCompared || sources.isUnusable(received.source().id())) {
                throw new UnusableSourceException();
            }
            throw rejected(received, e);
        }
    }

    private IncomingCall verified(Source source, WebhookCall call) {
        return new IncomingCall(source, call, handler.verify(source, call));
    }

    private RejectedWebhookException rejected(IncomingCall received, RejectedWebhookException reason) {
        Source source = received.source();
        rejected.keep(
                source.id(),
                receipts.bytesKeptOfRejected(source, received.call()),
                () -> receipts.ofRejected(source, received.call(), reason.getMessage()));
        counts.add(source.tenant(), source.provider(), source.id(), Verdict.REJECTED);
        return reason;
    }
}
