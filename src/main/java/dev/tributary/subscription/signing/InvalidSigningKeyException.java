package dev.tributary.subscription.signing;

import dev.tributary.platform.TributaryException;

/** A signing key that cannot be used. Its message is fit for the client that sent it and repeats no part of the key. */
public final class InvalidSigningKeyException extends TributaryException {

    private static final long serialVersionUID = 1L;

    InvalidSigningKeyException(String problem) {
        super(problem);
    }
}
