package dev.tributary.eventstore;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Projections.include;
import static dev.tributary.eventstore.EventDocument.DEDUP_KEY;
import static dev.tributary.eventstore.EventDocument.DEDUP_WINDOW;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import dev.tributary.event.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Finds the stored events of occurrences, for a whole batch by one command. */
final class OriginalReader {

    /** Behind every character of a dedup key. */
    private static final char LAST = '~';

    private final MongoCollection<Document> events;

    OriginalReader(MongoCollection<Document> events) {
        this.events = events.withReadConcern(ReadConcern.MAJORITY);
    }

    /** What the unique index is on. */
    record OccurrenceKey(String sourceId, String dedupKey) {}

    /**
     * A stored event of an occurrence.
     *
     * @param window in which its call arrived; null where its key holds for all time, or names the window
     */
    record Original(String id, @Nullable Long window) {}

    /** The originals with these keys; keys of none are left out. */
    Map<OccurrenceKey, Original> find(Collection<OccurrenceKey> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        Map<String, Set<String>> sources = new TreeMap<>();
        keys.forEach(key -> sources.computeIfAbsent(key.sourceId(), source -> new TreeSet<>())
                .add(key.dedupKey()));
        List<Bson> each = sources.entrySet().stream()
                .map(source -> and(eq("sourceId", source.getKey()), in(DEDUP_KEY, source.getValue())))
                .toList();
        Map<OccurrenceKey, Original> found = new HashMap<>();
        events.find(each.size() == 1 ? each.get(0) : or(each))
                .projection(include("sourceId", DEDUP_KEY, DEDUP_WINDOW))
                .batchSize(keys.size() + 1) // all in the first answer
                .forEach(event -> found.put(
                        new OccurrenceKey(event.getString("sourceId"), event.getString(DEDUP_KEY)),
                        new Original(event.getString("_id"), event.getLong(DEDUP_WINDOW))));
        return found;
    }

    /** The newest stored event of the same occurrence as this one, which is not stored: by its first mapping, or a later one. */
    Optional<String> newest(StoredEvent mapped) {
        DedupCandidate candidate = DedupCandidate.of(mapped, null);
        String source = mapped.event().sourceId();
        String digest = mapped.event().dedupDigest();
        String again = Event.mappedAgainPrefix(mapped.event().occurrenceKey());
        Map<OccurrenceKey, Original> known = new HashMap<>();
        List<String> ids = new ArrayList<>();
        events.withReadConcern(ReadConcern.DEFAULT)
                .find(and(eq("sourceId", source), gte(DEDUP_KEY, digest), lt(DEDUP_KEY, digest + LAST)))
                .projection(include(DEDUP_KEY, DEDUP_WINDOW))
                .forEach(row -> {
                    String key = row.getString(DEDUP_KEY);
                    known.put(
                            new OccurrenceKey(source, key),
                            new Original(row.getString("_id"), row.getLong(DEDUP_WINDOW)));
                    if (key.startsWith(again)) {
                        ids.add(row.getString("_id"));
                    }
                });
        String original = candidate.original(known);
        if (original != null) {
            ids.add(original);
        }
        return ids.stream().max(Comparator.naturalOrder());
    }
}
