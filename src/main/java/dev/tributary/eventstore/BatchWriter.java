package dev.tributary.eventstore;

import static java.util.stream.Collectors.toSet;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import dev.tributary.eventstore.OriginalReader.OccurrenceKey;
import dev.tributary.eventstore.OriginalReader.Original;
import dev.tributary.mongo.BatchInsert;
import dev.tributary.security.privacy.SealedData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inserts a batch of events by one command where all are new. Where the unique index refuses some, their originals are looked
 * up; those whose original is of a window long ago are then inserted under the key of their own window.
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

    /**
     * As {@link EventStore#insert}.
     *
     * @param sealed the data as it is stored, by event id, of events of which some is personal
     */
    List<InsertOutcome> insert(
            List<StoredEvent> events, Map<String, SealedData> sealed, String writer, Duration maxWait) {
        long deadline = System.nanoTime() + maxWait.toNanos();
        List<DedupCandidate> batch = events.stream()
                .map(event -> DedupCandidate.of(event, sealed.get(event.id())))
                .toList();
        Map<OccurrenceKey, Original> known = new HashMap<>(originals.find(lookedUpFirst(batch)));
        List<DedupCandidate> untaken = unknown(batch, known).stream()
                .filter(event -> !known.containsKey(event.key()))
                .toList();
        write(untaken, DedupCandidate::key, writer, deadline, known);
        addOriginals(unknown(untaken, known), known);
        List<DedupCandidate> taken = unknown(batch, known).stream()
                .filter(event -> known.containsKey(event.key()))
                .toList();
        if (!taken.isEmpty()) {
            write(taken, DedupCandidate::keyOfWindow, writer, deadline, known);
            addOriginals(unknown(taken, known), known);
        }
        return batch.stream()
                .map(event -> outcome(event.id(), event.original(known)))
                .toList();
    }

    /** Keys of calls with many events: sent again, each of them would fail in the index, at twice the cost of an insert. */
    private static Set<OccurrenceKey> lookedUpFirst(List<DedupCandidate> batch) {
        Map<String, Integer> perCall = new HashMap<>();
        batch.forEach(event -> perCall.merge(call(event), 1, Integer::sum));
        return batch.stream()
                .filter(event ->
                        event.stored().event().receiptId() != null && perCall.getOrDefault(call(event), 0) >= MANY)
                .flatMap(event -> event.keys().stream())
                .collect(toSet());
    }

    private static String call(DedupCandidate event) {
        return String.valueOf(event.stored().event().receiptId());
    }

    private static List<DedupCandidate> unknown(List<DedupCandidate> batch, Map<OccurrenceKey, Original> known) {
        return batch.stream().filter(event -> event.original(known) == null).toList();
    }

    /** Inserts events, of equal ones the first, and adds those that are durably there to the known ones. */
    private void write(
            List<DedupCandidate> events,
            Function<DedupCandidate, OccurrenceKey> key,
            String writer,
            long deadline,
            Map<OccurrenceKey, Original> known) {
        Map<OccurrenceKey, Original> chosen = new HashMap<>();
        List<DedupCandidate> inserted = new ArrayList<>();
        for (DedupCandidate event : events) {
            if (event.original(chosen) == null) {
                chosen.put(key.apply(event), new Original(event.id(), event.window()));
                inserted.add(event);
            }
        }
        if (inserted.isEmpty()) {
            return;
        }
        Set<String> durable = BatchInsert.insert(
                encoded,
                inserted.stream()
                        .map(event -> EventDocument.of(event, key.apply(event).dedupKey(), writer))
                        .toList(),
                inserted.stream().map(DedupCandidate::id).toList(),
                Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        inserted.stream()
                .filter(event -> durable.contains(event.id()))
                .forEach(event -> known.put(key.apply(event), new Original(event.id(), event.window())));
    }

    private void addOriginals(List<DedupCandidate> refused, Map<OccurrenceKey, Original> known) {
        Set<OccurrenceKey> asked = new HashSet<>();
        refused.forEach(event -> asked.addAll(event.keys()));
        try {
            known.putAll(originals.find(asked));
        } catch (MongoException e) {
            log.debug("The originals of {} events were not read", refused.size(), e);
        }
    }

    private static InsertOutcome outcome(String id, @Nullable String original) {
        if (original == null) {
            return new InsertOutcome.Failed();
        }
        return original.equals(id) ? new InsertOutcome.Stored() : new InsertOutcome.Duplicate(original);
    }
}
