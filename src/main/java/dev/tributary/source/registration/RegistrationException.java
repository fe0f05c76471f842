package dev.tributary.source.registration;

import dev.tributary.platform.TributaryException;
import org.jspecify.annotations.Nullable;

/** A registration cannot be made, changed or removed as requested. The message may be shown to the client. */
public final class RegistrationException extends TributaryException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String field;

    private RegistrationException(@Nullable String field, String message) {
        super(message);
        this.field = field;
    }

    /** The state of the source or of the registration does not allow it. */
    static RegistrationException conflict(String message) {
        return new RegistrationException(null, message);
    }

    /** A member of the request is wrong. */
    static RegistrationException invalid(String field, String message) {
        return new RegistrationException(field, message);
    }

    /** The wrong member; null for a conflict. */
    public @Nullable String field() {
        return field;
    }
}
