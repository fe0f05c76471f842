package dev.tributary.security.privacy;

import java.nio.BufferUnderflowException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what is sealed in documents that were read together, or leaves all of it masked. What cannot be opened, because it or its
 * key was changed in the store, stays masked, so that the documents beside it can be read; the log names the first of them.
 */
public final class Opener {

    private static final Logger log = LoggerFactory.getLogger(Opener.class);

    private static final byte[] NOTHING = {};

    private final @Nullable Map<String, UserKey> keys;
    private boolean isLogged;

    Opener(@Nullable Map<String, UserKey> keys) {
        this.keys = keys;
    }

    /** Opens nothing. */
    public static Opener masking() {
        return new Opener(null);
    }

    /** Data as far as it is opened. */
    @SuppressWarnings("ArrayRecordComponent") // one holder, never compared
    public record Opened(byte[] bytes, Visibility visibility) {}

    /**
     * The data of an event.
     *
     * @param place where it stands, see {@link UserKey#seal}
     * @param key the name of its key
     */
    public Opened data(String place, String key, byte[] masked, byte[] sealed) {
        Opened cut = open(place, key, sealed);
        try {
            return new Opened(
                    cut.visibility() == Visibility.SHOWN ? MaskedData.restore(masked, cut.bytes()) : masked,
                    cut.visibility());
        } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
            return new Opened(masked, unreadable("Personal data of " + place + " no longer fits into the data"));
        }
    }

    /** What was sealed; without bytes unless it is shown. */
    public Opened open(String place, String key, byte[] sealed) {
        if (keys == null) {
            return new Opened(NOTHING, Visibility.MASKED);
        }
        UserKey found = keys.get(key);
        try {
            return found == null
                    ? new Opened(NOTHING, Visibility.ERASED)
                    : new Opened(found.open(place, sealed), Visibility.SHOWN);
        } catch (IllegalStateException e) {
            return new Opened(NOTHING, unreadable(String.valueOf(e.getMessage())));
        }
    }

    /** Logs what cannot be read, where it is the first. */
    public Visibility unreadable(String what) {
        if (!isLogged) {
            log.error("{}: it was changed in the store, or the master key is missing; it is not shown", what);
            isLogged = true;
        }
        return Visibility.UNREADABLE;
    }
}
