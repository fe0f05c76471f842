package dev.tributary;

import org.jspecify.annotations.Nullable;

/** The root of what this gateway throws; what to do about one is decided from its kind, in one place. */
public abstract class TributaryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Who has to act. */
    public enum Kind {
        /** The caller sent something that cannot be used; the same again would fail again. */
        SENDER,
        /** The gateway, or how it is set up, is at fault. */
        INTERNAL,
        /** The store, a subscriber or a provider is; later it may work. */
        EXTERNAL
    }

    private final Kind kind;

    protected TributaryException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
