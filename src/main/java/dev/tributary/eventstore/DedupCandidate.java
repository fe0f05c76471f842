package dev.tributary.eventstore;

import dev.tributary.event.Event;
import dev.tributary.eventstore.OriginalReader.OccurrenceKey;
import dev.tributary.eventstore.OriginalReader.Original;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event that is to be stored, and the keys under which an equal one may stand.
 *
 * @param digest the dedup key without its window
 * @param window null where the dedup key holds for all time
 */
record DedupCandidate(
        StoredEvent stored, String digest, @Nullable Long window) {

    static DedupCandidate of(StoredEvent stored) {
        Event event = stored.event();
        return new DedupCandidate(stored, event.dedupDigest(), event.dedupWindow());
    }

    String id() {
        return stored.id();
    }

    /** The key under which this event is stored unless an older one has it. It has no window, so that the index compares all windows. */
    OccurrenceKey key() {
        return key(digest);
    }

    /** The key under which this event is stored when an event of a distant window has the other key. */
    OccurrenceKey keyOfWindow() {
        return key(stored.event().dedupKey());
    }

    /** All keys under which an equal occurrence may stand. */
    List<OccurrenceKey> keys() {
        return window == null
                ? List.of(key())
                : List.of(key(), keyOfWindow(), key(windowed(window - 1)), key(windowed(window + 1)));
    }

    /** The id of the original among these; of an earlier window, or a later one where this call is mapped late. */
    @Nullable
    String original(Map<OccurrenceKey, Original> known) {
        for (OccurrenceKey key : keys()) {
            Original original = known.get(key);
            if (original != null && isEqual(original)) {
                return original.id();
            }
        }
        return null;
    }

    private boolean isEqual(Original original) {
        return window == null || original.window() == null || Math.abs(original.window() - window) <= 1;
    }

    private String windowed(long number) {
        return Event.windowKey(digest, number);
    }

    private OccurrenceKey key(String dedupKey) {
        return new OccurrenceKey(stored.event().sourceId(), dedupKey);
    }
}
