package dev.tributary.eventstore;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Updates.unset;
import static dev.tributary.eventstore.EventDocument.PENDING;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.event.Event;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.mongo.BatchInsert;
import dev.tributary.mongo.StoreIndex;
import dev.tributary.mongo.StoreIndexes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Writes canonical events to the collection {@code events}. Errors of the driver pass through unchanged. */
public final class EventStore {

    public static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("events", "one event for one occurrence", "sourceId", "dedupKey")
                    .asUnique(),
            StoreIndex.on("events", "lists of a tenant", "tenant", "_id"),
            StoreIndex.on("events", "lists by type", "tenant", "type", "_id"),
            StoreIndex.on("events", "lists by subject", "tenant", "subject", "_id"),
            StoreIndex.on("events", "pending events", PENDING, "_id").onlyWhere(exists(PENDING)));

    private final MongoCollection<Document> events;

    public EventStore(MongoDatabase database) {
        this.events = database.getCollection("events");
    }

    /**
     * Stores a batch by one durable write.
     *
     * @param writer the name of this gateway, kept with each event
     * @param maxWait how long to look for the outcome of a write whose reply was lost
     * @return one outcome for each event, in their order; equal occurrences inside the batch give one stored event
     */
    public List<InsertOutcome> insert(List<StoredEvent> batch, String writer, Duration maxWait) {
        if (batch.isEmpty()) {
            return List.of();
        }
        Set<String> durable = BatchInsert.insert(
                events,
                batch.stream().map(stored -> EventDocument.of(stored, writer)).toList(),
                maxWait);
        var originals = new HashMap<String, InsertOutcome>();
        var outcomes = new ArrayList<InsertOutcome>(batch.size());
        for (StoredEvent stored : batch) {
            Event event = stored.event();
            outcomes.add(
                    durable.contains(event.id())
                            ? new InsertOutcome.Stored()
                            : originals.computeIfAbsent(
                                    event.sourceId() + ' ' + event.dedupKey(), key -> duplicateOrFailed(event)));
        }
        return outcomes;
    }

    private InsertOutcome duplicateOrFailed(Event event) {
        try {
            Document original = original(event);
            return original == null
                    ? new InsertOutcome.Failed()
                    : new InsertOutcome.Duplicate(original.getString("_id"));
        } catch (MongoException e) {
            return new InsertOutcome.Failed();
        }
    }

    private @Nullable Document original(Event event) {
        return events.withReadConcern(ReadConcern.MAJORITY)
                .find(and(eq("sourceId", event.sourceId()), eq("dedupKey", event.dedupKey())))
                .projection(new Document("_id", 1))
                .first();
    }

    /** Says that the deliveries of events that waited for their fan-out are added. A second call changes nothing. */
    public void fannedOut(Collection<String> ids) {
        events.updateMany(and(in("_id", ids), eq(PENDING, EventDocument.mark(Pending.FAN_OUT))), unset(PENDING));
    }

    /**
     * Replaces the data and the bytes of an event whose follow-ups have not ended. Once they have, it keeps its bytes.
     *
     * @param expected the bytes that the change was made from
     * @return whether it was replaced; false when another change came first
     */
    public boolean replacePending(StoredEvent changed, byte[] expected, String writer) {
        var filter = and(
                eq("_id", changed.id()),
                eq(PENDING, EventDocument.mark(Pending.FOLLOW_UPS)),
                eq("body", new org.bson.types.Binary(expected)));
        return events.replaceOne(filter, EventDocument.of(changed, writer)).getMatchedCount() == 1;
    }
}
