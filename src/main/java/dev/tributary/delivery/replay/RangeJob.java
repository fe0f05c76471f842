package dev.tributary.delivery.replay;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The replay or cancellation of a range, and how far it is.
 *
 * @param id a time-ordered id; the last part of the ids of the deliveries that a replay adds
 * @param position up to where the range is done; null at its beginning
 * @param count of deliveries that were added to the queue or cancelled so far
 * @param endedAt null while it goes on
 */
public record RangeJob(
        String id,
        Kind kind,
        Range range,
        @Nullable String position,
        long count,
        Instant createdAt,
        @Nullable Instant endedAt) {

    /** What is done with the deliveries of a range. */
    public enum Kind {
        REPLAY,
        CANCELLATION;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A job that has not begun. */
    public static RangeJob of(String id, Kind kind, Range range, Instant now) {
        return new RangeJob(id, kind, range, null, 0, now, null);
    }
}
