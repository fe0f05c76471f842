package dev.tributary.erasure;

import dev.tributary.security.privacy.EndUser;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The erasure of one end user.
 *
 * @param user with the provider's id while it goes on; without it afterwards
 * @param key the name of the key that is destroyed; null where the user had none
 * @param position up to where the step is done; null at its beginning
 * @param before an id: what is older is removed; null until the key is destroyed
 * @param removed how many of each kind so far
 * @param endedAt null while it goes on
 */
public record Erasure(
        String id,
        EndUser user,
        @Nullable String key,
        Step step,
        @Nullable String position,
        @Nullable String before,
        Map<String, Long> removed,
        Instant requestedAt,
        @Nullable Instant endedAt) {

    /** What is done next. Receipts go before events, so that none names events that are missing and is mapped again. */
    public enum Step {
        KEY,
        RECEIPTS,
        EVENTS,
        RECORDS,
        DONE
    }

    static Erasure of(String id, EndUser user, @Nullable String key, Instant at) {
        return new Erasure(id, user, key, Step.KEY, null, null, Map.of(), at, null);
    }
}
