package dev.tributary.quarantine;

import dev.tributary.platform.TributaryException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call that cannot be released, or not yet. */
public final class UnreleasableException extends TributaryException {

    private static final long serialVersionUID = 1L;

    /** Why it cannot be. */
    public enum Cause {
        /** What is needed is not kept. */
        NOT_KEPT,
        /** Its source is gone, or cannot be read. */
        NO_SOURCE,
        /** Its user is being erased. */
        ERASED,
        /** The secrets of its source do not verify it. */
        NOT_VERIFIED,
        /** Its body is not a JSON object. */
        INVALID,
        /** The mapping files give the same as before. */
        STILL_UNMAPPED,
        /** The store has not confirmed its events in time; it can be released again. */
        NOT_STORED;

        /** The name on the wire and in the store. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Cause reason;

    /** @param detail a word for the operator, such as {@code proof_wrong} */
    UnreleasableException(Cause reason, @Nullable String detail) {
        super(Objects.requireNonNullElse(detail, reason.wireName()));
        this.reason = reason;
    }

    public Cause reason() {
        return reason;
    }
}
