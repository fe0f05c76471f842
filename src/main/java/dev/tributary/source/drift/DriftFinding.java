package dev.tributary.source.drift;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A change of a provider's payloads.
 *
 * @param day in UTC, on which it was noticed
 * @param event the provider's name for it
 * @param path of the field; null where the event itself is new
 * @param kind of the field's value in JSON; null where the path is
 * @param calls payloads of that day with the new event or field; of one that vanished, those without it. Up to ten minutes old
 * @param firstSeen when it was noticed
 * @param lastSeen when it was last counted
 */
public record DriftFinding(
        String id,
        String sourceId,
        String provider,
        LocalDate day,
        Change change,
        String event,
        @Nullable String path,
        @Nullable String kind,
        long calls,
        Instant firstSeen,
        Instant lastSeen) {

    /** What has changed. */
    public enum Change {
        /** The source never sent an event of this name. */
        NEW_EVENT,
        /** The event never had this field, or never with a value of this kind. */
        NEW_FIELD,
        /** The field stood in nearly all payloads of the event in the last seven days, and today in none. */
        VANISHED_FIELD;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
