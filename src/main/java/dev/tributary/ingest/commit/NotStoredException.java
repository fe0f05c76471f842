package dev.tributary.ingest.commit;

import dev.tributary.TributaryException;

/** A call that is not known to be durable: the provider has to send it again. */
public final class NotStoredException extends TributaryException {

    private static final long serialVersionUID = 1L;

    NotStoredException(String why) {
        super(Kind.EXTERNAL, why, null);
    }

    /** Every call during an outage causes one: no stack trace. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
