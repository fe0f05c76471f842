package dev.tributary.platform;

/** The root of what this gateway throws. Each subclass stands beside its thrower and says what to do about it. */
public abstract class TributaryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    protected TributaryException(String message) {
        this(message, true);
    }

    /** @param hasStackTrace false for what callers can cause as often as they like: a stack trace costs more than the refusal */
    protected TributaryException(String message, boolean hasStackTrace) {
        super(message, null, true, hasStackTrace);
    }
}
