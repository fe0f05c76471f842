package dev.tributary.eventstore;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import dev.tributary.event.Event;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Finds the stored events of occurrences, for a whole batch by one command. */
final class OriginalReader {

    private final MongoCollection<Document> events;

    OriginalReader(MongoCollection<Document> events) {
        this.events = events.withReadConcern(ReadConcern.MAJORITY);
    }

    /** An occurrence: what the unique index is on. */
    record OccurrenceKey(String sourceId, String dedupKey) {

        static OccurrenceKey of(Event event) {
            return new OccurrenceKey(event.sourceId(), event.dedupKey());
        }

        /** The key of an equal call so many dedup windows later; null where the key has no window. */
        static @Nullable OccurrenceKey inWindow(Event event, int windows) {
            String key = event.dedupKeyOfWindow(windows);
            return key == null ? null : new OccurrenceKey(event.sourceId(), key);
        }
    }

    /** The ids of the events with these keys; keys of none are left out. */
    Map<OccurrenceKey, String> find(Collection<OccurrenceKey> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        Map<String, Set<String>> sources = new TreeMap<>();
        keys.forEach(key -> sources.computeIfAbsent(key.sourceId(), source -> new TreeSet<>())
                .add(key.dedupKey()));
        List<Bson> each = sources.entrySet().stream()
                .map(source -> and(eq("sourceId", source.getKey()), in("dedupKey", source.getValue())))
                .toList();
        Map<OccurrenceKey, String> found = new HashMap<>();
        events.find(each.size() == 1 ? each.get(0) : or(each))
                .projection(include("sourceId", "dedupKey"))
                .batchSize(keys.size() + 1) // all in the first answer
                .forEach(event -> found.put(
                        new OccurrenceKey(event.getString("sourceId"), event.getString("dedupKey")),
                        event.getString("_id")));
        return found;
    }
}
