package dev.tributary.eventstore;

import dev.tributary.event.Event;
import dev.tributary.eventstore.OriginalReader.OccurrenceKey;
import dev.tributary.eventstore.OriginalReader.Original;
import dev.tributary.security.privacy.SealedData;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event that is to be stored, and the keys under which an equal one may stand.
 *
 * @param window null where the dedup key holds for all time
 * @param keys that of the digest alone first, then that of its own window where it has one
 * @param sealed its data as it is stored; null where nothing in it is personal
 */
record DedupCandidate(
        StoredEvent stored,
        @Nullable Long window,
        List<OccurrenceKey> keys,
        @Nullable SealedData sealed) {

    static DedupCandidate of(StoredEvent stored, @Nullable SealedData sealed) {
        Event event = stored.event();
        Long window = event.dedupWindow();
        return new DedupCandidate(stored, window, keys(event, window), sealed);
    }

    private static List<OccurrenceKey> keys(Event event, @Nullable Long window) {
        String source = event.sourceId();
        if (window == null) {
            return List.of(new OccurrenceKey(source, event.dedupKey()));
        }
        String digest = event.dedupDigest();
        return List.of(
                new OccurrenceKey(source, digest),
                new OccurrenceKey(source, event.dedupKey()),
                new OccurrenceKey(source, Event.windowKey(digest, window - 1)),
                new OccurrenceKey(source, Event.windowKey(digest, window + 1)));
    }

    String id() {
        return stored.id();
    }

    /** The key under which this event is stored unless an older one has it. It has no window, so that the index compares all windows. */
    OccurrenceKey key() {
        return keys.get(0);
    }

    /** The key under which this event is stored when an event of a distant window has the other key. */
    OccurrenceKey keyOfWindow() {
        return window == null ? key() : keys.get(1);
    }

    /** The id of the original among these; of an earlier window, or a later one where this call is mapped late. */
    @Nullable
    String original(Map<OccurrenceKey, Original> known) {
        for (OccurrenceKey key : keys) {
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
}
