package dev.tributary.eventstore;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import dev.tributary.event.Event;
import dev.tributary.eventstore.OriginalReader.OccurrenceKey;
import dev.tributary.mongo.BatchInsert;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inserts a batch of events by at most four commands: the look-up of what the unique index does not compare or compares at a
 * high cost, the insert, and after an error the look-up of what was inserted and of the originals of what was not.
 */
final class BatchWriter {

    private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);
    /** From so many events of one call on, they are looked up before they are inserted. */
    private static final int MANY = 16;

    private final MongoCollection<RawBsonDocument> encoded;
    private final OriginalReader originals;

    BatchWriter(MongoCollection<Document> events) {
        this.encoded = events.withDocumentClass(RawBsonDocument.class);
        this.originals = new OriginalReader(events);
    }

    /** An event with the keys by which it may be known; those of the windows beside its own are null where it has no window. */
    private record Keyed(
            StoredEvent stored,
            OccurrenceKey key,
            @Nullable OccurrenceKey earlier,
            @Nullable OccurrenceKey later) {

        static Keyed of(StoredEvent stored) {
            Event event = stored.event();
            return new Keyed(
                    stored,
                    OccurrenceKey.of(event),
                    OccurrenceKey.inWindow(event, -1),
                    OccurrenceKey.inWindow(event, 1));
        }

        String id() {
            return stored.id();
        }

        /** What is known under any of its keys. */
        <T> @Nullable T in(Map<OccurrenceKey, T> known) {
            T found = known.get(key);
            if (found == null && earlier != null) {
                found = known.get(earlier);
            }
            return found == null && later != null ? known.get(later) : found;
        }

        void addOthers(Set<OccurrenceKey> keys) {
            if (earlier != null && later != null) {
                keys.add(earlier);
                keys.add(later);
            }
        }
    }

    /** As {@link EventStore#insert}. */
    List<InsertOutcome> insert(List<StoredEvent> events, String writer, Duration maxWait) {
        List<Keyed> batch = events.stream().map(Keyed::of).toList();
        Map<OccurrenceKey, String> known = new HashMap<>(originals.find(askedBefore(batch)));
        Map<OccurrenceKey, Keyed> fresh = new LinkedHashMap<>();
        for (Keyed event : batch) {
            if (event.in(known) == null && event.in(fresh) == null) {
                fresh.put(event.key(), event);
            }
        }
        Set<String> durable = insert(fresh.values(), writer, maxWait);
        fresh.values().stream()
                .filter(event -> durable.contains(event.id()))
                .forEach(event -> known.put(event.key(), event.id()));
        addOriginals(batch, known);
        return batch.stream().map(event -> outcome(event.id(), event.in(known))).toList();
    }

    /**
     * What has to be looked up before it is inserted: keys of the windows before and after (a call that is mapped again is late),
     * which no unique index compares, and those of calls with many events, because sent again each of them would fail in the
     * index, at twice the cost of an insert.
     */
    private static Set<OccurrenceKey> askedBefore(List<Keyed> batch) {
        Map<String, Integer> perCall = new HashMap<>();
        batch.forEach(event -> perCall.merge(call(event), 1, Integer::sum));
        Set<OccurrenceKey> keys = new HashSet<>();
        for (Keyed event : batch) {
            event.addOthers(keys);
            if (event.stored().event().receiptId() != null && perCall.getOrDefault(call(event), 0) >= MANY) {
                keys.add(event.key());
            }
        }
        return keys;
    }

    private static String call(Keyed event) {
        return String.valueOf(event.stored().event().receiptId());
    }

    private Set<String> insert(Collection<Keyed> fresh, String writer, Duration maxWait) {
        if (fresh.isEmpty()) {
            return Set.of();
        }
        return BatchInsert.insert(
                encoded,
                fresh.stream()
                        .map(event -> EventDocument.of(event.stored(), writer))
                        .toList(),
                fresh.stream().map(Keyed::id).toList(),
                maxWait);
    }

    /** Of those that the index refused. */
    private void addOriginals(List<Keyed> batch, Map<OccurrenceKey, String> known) {
        Set<OccurrenceKey> asked = new HashSet<>();
        batch.stream().filter(event -> event.in(known) == null).forEach(event -> asked.add(event.key()));
        try {
            known.putAll(originals.find(asked));
        } catch (MongoException e) {
            log.debug("The originals of {} events were not read", asked.size(), e);
        }
    }

    private static InsertOutcome outcome(String id, @Nullable String original) {
        if (original == null) {
            return new InsertOutcome.Failed();
        }
        return original.equals(id) ? new InsertOutcome.Stored() : new InsertOutcome.Duplicate(original);
    }
}
