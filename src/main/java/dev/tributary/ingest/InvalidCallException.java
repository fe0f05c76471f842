package dev.tributary.ingest;

import dev.tributary.TributaryException;

/** A proven call whose body is no JSON object; its receipt is stored. */
public final class InvalidCallException extends TributaryException {

    private static final long serialVersionUID = 1L;

    InvalidCallException() {
        super(Kind.SENDER, "the body is no JSON object", null);
    }

    /** Providers can cause it at will: no stack trace. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
