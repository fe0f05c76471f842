package dev.tributary.eventstore;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a tenant to list. Every member but tenant and limit may be null, which means: any.
 *
 * @param after list only what comes after this position
 * @param limit at most so many
 */
public record EventQuery(
        String tenant,
        @Nullable String type,
        @Nullable String typePrefix,
        @Nullable String provider,
        @Nullable String subject,
        @Nullable String correlationId,
        @Nullable Instant timeFrom,
        @Nullable Instant timeBefore,
        @Nullable Instant recordedFrom,
        @Nullable Instant recordedBefore,
        @Nullable Position after,
        int limit) {

    /** A place in the fixed order of recorded time and id. */
    public record Position(Instant recordedTime, String id) {}
}
