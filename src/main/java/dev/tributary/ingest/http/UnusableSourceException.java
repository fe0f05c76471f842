package dev.tributary.ingest.http;

import dev.tributary.platform.TributaryException;

/** A call for a source that cannot be read: the provider has to send it again once the source is repaired. */
public final class UnusableSourceException extends TributaryException {

    private static final long serialVersionUID = 1L;

    public UnusableSourceException() {
        super("unusable source", false);
    }
}
