package dev.tributary.provider;

import dev.tributary.platform.TributaryException;

/** A body that is not what a provider may send: no JSON, no object, or beyond the limits of {@link Payload}. */
public final class InvalidPayloadException extends TributaryException {

    private static final long serialVersionUID = 1L;

    InvalidPayloadException(String problem) {
        super(problem);
    }
}
