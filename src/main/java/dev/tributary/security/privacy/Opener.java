package dev.tributary.security.privacy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens what is sealed in documents that were read together, or leaves all of it masked. */
public final class Opener {

    /** Opens nothing. */
    public static final Opener MASKING = new Opener(null);

    private final @Nullable Map<String, UserKey> keys;

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
        return cut == null
                ? new Opened(masked, visibility(key))
                : new Opened(MaskedData.restore(masked, cut), Visibility.SHOWN);
    }

    /** What was sealed; null where it is masked or erased. */
    public byte @Nullable [] open(String place, String key, byte[] sealed) {
        UserKey found = keys == null ? null : keys.get(key);
        return found == null ? null : found.open(place, sealed);
    }

    /** What this opener gives of what is sealed with a key. */
    public Visibility visibility(String key) {
        if (keys == null) {
            return Visibility.MASKED;
        }
        return keys.containsKey(key) ? Visibility.SHOWN : Visibility.ERASED;
    }
}
