package dev.tributary.quarantine;

import dev.tributary.eventstore.StoredEvent;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the mapping of a kept call gives now, beside what is stored of it.
 *
 * @param before the stored event; null for {@link Outcome#NEW} and {@link Outcome#KNOWN}
 * @param after the event as it would be stored; null where the mapping gives none
 * @param newest the id of the newest stored event of the occurrence, where that is not {@code before}
 */
public record Remapped(
        Outcome outcome,
        @Nullable StoredEvent before,
        @Nullable StoredEvent after,
        @Nullable String newest) {

    /** How the two compare. */
    public enum Outcome {
        /** Nothing is to be stored. */
        SAME,
        /** A further event is to be stored. */
        CHANGED,
        /** An event of which nothing is stored. */
        NEW,
        /** The mapping gives no event for what is stored, or one that is not mapped. */
        GONE,
        /** What is stored is not the newest event of its occurrence. */
        SUPERSEDED,
        /** Another call has reported the occurrence. */
        KNOWN,
        /** The follow-ups of the stored event have not ended, or its provider did not confirm it. */
        PENDING;

        /** The name on the wire and in the store. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether its event is to be stored. */
    public boolean isToBeStored() {
        return outcome == Outcome.CHANGED || outcome == Outcome.NEW;
    }

    /** Whether it says of an unmapped call what happened. */
    public boolean isRelease() {
        return before == null || (QuarantinedCall.isUnmapped(before) && outcome != Outcome.SAME);
    }

    /** The event to be stored. */
    public StoredEvent event() {
        return Objects.requireNonNull(after);
    }

    static Remapped gone(StoredEvent before) {
        return new Remapped(Outcome.GONE, before, null, null);
    }
}
