package dev.tributary.ingest;

import dev.tributary.platform.TributaryException;

/** A verified call whose body is not a JSON object; its receipt is stored. */
public final class InvalidCallException extends TributaryException {

    private static final long serialVersionUID = 1L;

    InvalidCallException() {
        super("the body is not a JSON object", false);
    }
}
