package dev.tributary.ingest.http;

import dev.tributary.platform.TributaryException;

/** A call for a source that is not there, is disabled, or belongs to another provider. */
public final class UnknownSourceException extends TributaryException {

    private static final long serialVersionUID = 1L;

    UnknownSourceException() {
        super("unknown source", false);
    }
}
