package dev.tributary.subscription.filter;

import dev.tributary.platform.TributaryException;

/** A subscription that cannot be stored as it was sent. Its message may be shown to the client and repeats no secret. */
public final class InvalidSubscriptionException extends TributaryException {

    private static final long serialVersionUID = 1L;

    private final String parameter;

    InvalidSubscriptionException(String parameter, String problem) {
        super(problem);
        this.parameter = parameter;
    }

    /** The field of the configuration API that is wrong. */
    public String parameter() {
        return parameter;
    }
}
