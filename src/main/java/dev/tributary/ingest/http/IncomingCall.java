package dev.tributary.ingest.http;

import dev.tributary.event.Proof;
import dev.tributary.source.Source;
import dev.tributary.verification.WebhookCall;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way through the steps.
 *
 * @param level how far the call is verified; null before the verification
 */
public record IncomingCall(
        Source source, WebhookCall call, @Nullable Proof level) {

    /** A call for a source that exists. */
    static IncomingCall received(Source source, WebhookCall call) {
        return new IncomingCall(source, call, null);
    }

    /** @throws IllegalStateException if the call is not verified: no route may leave that step out */
    public Proof verifiedLevel() {
        if (level == null) {
            throw new IllegalStateException("the call is not verified");
        }
        return level;
    }
}
