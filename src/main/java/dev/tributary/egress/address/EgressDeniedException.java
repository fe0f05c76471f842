package dev.tributary.egress.address;

import dev.tributary.platform.TributaryException;

/** A URI that outgoing calls may not use. Its message says why, without the URI, and is fit for its author. */
public final class EgressDeniedException extends TributaryException {

    private static final long serialVersionUID = 1L;

    public EgressDeniedException(String message) {
        super(message);
    }
}
