package dev.tributary.eventstore;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import dev.tributary.event.Event;
import dev.tributary.eventstore.OriginalReader.OccurrenceKey;
import dev.tributary.mongo.BatchInsert;
import java.time.Duration;
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

    /** As {@link EventStore#insert}. */
    List<InsertOutcome> insert(List<StoredEvent> batch, String writer, Duration maxWait) {
        if (batch.isEmpty()) {
            return List.of();
        }
        Map<OccurrenceKey, String> known = originals.find(askedBefore(batch));
        Map<OccurrenceKey, StoredEvent> fresh = new LinkedHashMap<>();
        for (StoredEvent stored : batch) {
            if (original(stored.event(), known) == null
                    && !fresh.containsKey(OccurrenceKey.earlier(stored.event()))
                    && !fresh.containsKey(OccurrenceKey.later(stored.event()))) {
                fresh.putIfAbsent(OccurrenceKey.of(stored.event()), stored);
            }
        }
        Set<String> durable = fresh.isEmpty()
                ? Set.of()
                : BatchInsert.insert(
                        encoded,
                        fresh.values().stream()
                                .map(stored -> EventDocument.of(stored, writer))
                                .toList(),
                        fresh.values().stream().map(StoredEvent::id).toList(),
                        maxWait);
        return outcomes(batch, durable, known);
    }

    /**
     * What has to be looked up before it is inserted: keys of the windows before and after (a call that is mapped again is late),
     * which no unique index compares, and those of
     * calls with many events, because sent again each of them would fail in the index, at twice the cost of an insert.
     */
    private static Set<OccurrenceKey> askedBefore(List<StoredEvent> batch) {
        Map<String, Integer> perCall = new HashMap<>();
        batch.forEach(stored -> perCall.merge(String.valueOf(stored.event().receiptId()), 1, Integer::sum));
        Set<OccurrenceKey> keys = new HashSet<>();
        for (StoredEvent stored : batch) {
            Event event = stored.event();
            OccurrenceKey earlier = OccurrenceKey.earlier(event);
            OccurrenceKey later = OccurrenceKey.later(event);
            if (earlier != null && later != null) {
                keys.add(earlier);
                keys.add(later);
            }
            if (event.receiptId() != null && perCall.getOrDefault(event.receiptId(), 0) >= MANY) {
                keys.add(OccurrenceKey.of(event));
            }
        }
        return keys;
    }

    private List<InsertOutcome> outcomes(
            List<StoredEvent> batch, Set<String> durable, Map<OccurrenceKey, String> knownBefore) {
        Map<OccurrenceKey, String> known = new HashMap<>(knownBefore);
        Set<OccurrenceKey> asked = new HashSet<>();
        for (StoredEvent stored : batch) {
            if (durable.contains(stored.id())) {
                known.put(OccurrenceKey.of(stored.event()), stored.id());
            }
        }
        batch.stream()
                .filter(stored -> original(stored.event(), known) == null)
                .forEach(stored -> asked.add(OccurrenceKey.of(stored.event())));
        try {
            known.putAll(originals.find(asked));
        } catch (MongoException e) {
            log.debug("The originals of {} events were not read", asked.size(), e);
        }
        return batch.stream()
                .map(stored -> outcome(stored.id(), original(stored.event(), known)))
                .toList();
    }

    private static InsertOutcome outcome(String id, @Nullable String original) {
        if (original == null) {
            return new InsertOutcome.Failed();
        }
        return original.equals(id) ? new InsertOutcome.Stored() : new InsertOutcome.Duplicate(original);
    }

    private static @Nullable String original(Event event, Map<OccurrenceKey, String> known) {
        String id = known.get(OccurrenceKey.of(event));
        OccurrenceKey earlier = OccurrenceKey.earlier(event);
        OccurrenceKey later = OccurrenceKey.later(event);
        if (id != null || earlier == null || later == null) {
            return id;
        }
        return known.getOrDefault(earlier, known.get(later));
    }
}
