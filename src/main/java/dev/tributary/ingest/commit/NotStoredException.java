package dev.tributary.ingest.commit;

import dev.tributary.platform.TributaryException;

/** A call that is not known to be durable: the provider has to send it again. */
public final class NotStoredException extends TributaryException {

    private static final long serialVersionUID = 1L;

    /** Why a call is not known to be durable; a tag of the metrics. */
    enum Reason {
        QUEUE_FULL("too many calls are waiting"),
        TIMEOUT("the store did not answer in time"),
        NOT_WRITTEN("the store did not take it"),
        NO_LEASE("the gateway's lease is not current"),
        STOOD_STILL("the gateway stood still between mapping and commit"),
        STOPPING("the gateway is stopping");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    private final Reason reason;

    NotStoredException(Reason reason) {
        super(reason.text, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
