package dev.tributary.security.privacy;

import java.nio.BufferUnderflowException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what is sealed in documents that were read together, or leaves all of it masked. What was changed in the store since it was
 * sealed stays masked like what is erased, so that the documents beside it can be read; the log names the first of them.
 */
public final class Opener {

    private static final Logger log = LoggerFactory.getLogger(Opener.class);

    /** Opens nothing. */
    public static final Opener MASKING = new Opener(null);

    private final @Nullable Map<String, UserKey> keys;
    private boolean isLogged;

    Opener(@Nullable Map<String, UserKey> keys) {
        this.keys = keys;
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
        byte[] cut = open(place, key, sealed);
        try {
            if (cut != null) {
                return new Opened(MaskedData.restore(masked, cut), Visibility.SHOWN);
            }
        } catch (IndexOutOfBoundsException | BufferUnderflowException | NegativeArraySizeException e) {
            unreadable("Personal data of " + place + " fits no more into the data");
        }
        return new Opened(masked, keys == null ? Visibility.MASKED : Visibility.ERASED);
    }

    /** What was sealed; null where it is masked or erased, or cannot be opened. */
    public byte @Nullable [] open(String place, String key, byte[] sealed) {
        UserKey found = keys == null ? null : keys.get(key);
        try {
            return found == null ? null : found.open(place, sealed);
        } catch (IllegalStateException e) {
            unreadable(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void unreadable(String what) {
        if (!isLogged) {
            log.error("{}: it was changed in the store and stays masked", what);
            isLogged = true;
        }
    }
}
