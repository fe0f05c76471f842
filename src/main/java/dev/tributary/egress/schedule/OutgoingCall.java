package dev.tributary.egress.schedule;

/** One call that waits for its place. */
public interface OutgoingCall {

    /** What a call says about its endpoint. */
    enum Result {
        /** The endpoint did as asked. */
        SUCCEEDED,
        /** The endpoint answered, but refused this one call. */
        ANSWERED,
        /** The endpoint as a whole fails: it did not answer, or asked for fewer calls. */
        FAILED,
        /** No call was made. */
        NOT_MADE
    }

    /** Makes the call, on a thread that it may block. */
    Result run();

    /** Says that the call will not be made, because its endpoint pauses or the gateway stops. Must not block. */
    void withdrawn();

    /** Whether an earlier attempt was made: later attempts have a share of their own. */
    boolean late();

    /** The memory that it holds while it waits, in bytes. */
    int bytes();
}
