package dev.tributary.subscription.handler;

import org.jspecify.annotations.Nullable;

/**
 * How a call of a route or handler ended.
 *
 * @param exception the class of what it has thrown; null unless it failed
 */
public record InProcessOutcome(Kind kind, @Nullable String exception) {

    /** How it ended. */
    public enum Kind {
        HANDLED,
        FAILED,
        TIMED_OUT,
        /** This gateway does not have it, or no more. */
        NOT_CALLED
    }

    static InProcessOutcome of(Kind kind) {
        return new InProcessOutcome(kind, null);
    }

    static InProcessOutcome failed(Throwable problem) {
        return new InProcessOutcome(Kind.FAILED, problem.getClass().getName());
    }
}
