package dev.tributary.verification.signature;

import dev.tributary.platform.TributaryException;

/** A call that is not verified. The reason is for the operator; the answer does not contain it. */
public final class RejectedWebhookException extends TributaryException {

    private static final long serialVersionUID = 1L;

    /** @param reason a short code such as {@code proof_missing}; never a part of the proof */
    public RejectedWebhookException(String reason) {
        super(reason, false);
    }
}
