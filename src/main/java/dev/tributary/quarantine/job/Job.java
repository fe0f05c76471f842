package dev.tributary.quarantine.job;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A release or re-map of many calls, and how far it is.
 *
 * @param position up to where it is done; null at its beginning
 * @param counts how many calls or events ended in which way so far
 * @param endedAt null while it goes on
 */
public record Job(
        String id,
        Kind kind,
        Filter filter,
        @Nullable String position,
        Map<String, Long> counts,
        Instant createdAt,
        @Nullable Instant endedAt) {

    /** What is done. */
    public enum Kind {
        /** Stored events are mapped again. */
        REMAP,
        RELEASE_REJECTED,
        RELEASE_INVALID,
        RELEASE_UNMAPPED;

        /** The name in the store. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * With which calls it is done.
     *
     * @param sourceId null for all
     * @param type of the stored events; null for all
     * @param from of calls or events recorded at this moment or later, in milliseconds
     * @param before of calls or events recorded before this moment
     */
    public record Filter(
            String tenant,
            @Nullable String sourceId,
            @Nullable String type,
            Instant from,
            Instant before) {}

    /** A job that has not begun. */
    static Job of(String id, Kind kind, Filter filter, Instant now) {
        return new Job(id, kind, filter, null, Map.of(), now, null);
    }
}
