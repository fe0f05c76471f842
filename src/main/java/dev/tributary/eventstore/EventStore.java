package dev.tributary.eventstore;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Filters.regex;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.unset;
import static dev.tributary.eventstore.EventDocument.PENDING;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.mongo.StoreIndex;
import dev.tributary.mongo.StoreIndexes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Canonical events in the collection {@code events}. Errors of the driver pass through unchanged. */
public final class EventStore {

    public static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("events", "one event for one occurrence", "sourceId", "dedupKey")
                    .asUnique(),
            StoreIndex.on("events", "lists of a tenant", "tenant", "recordedtime", "_id"),
            StoreIndex.on("events", "lists by type", "tenant", "type", "recordedtime", "_id"),
            StoreIndex.on("events", "lists by subject", "tenant", "subject", "recordedtime", "_id"),
            StoreIndex.on("events", "pending events", PENDING, "_id").onlyWhere(exists(PENDING)));

    private final MongoCollection<Document> events;
    private final BatchWriter batches;

    public EventStore(MongoDatabase database) {
        this.events = database.getCollection("events");
        this.batches = new BatchWriter(events);
    }

    /**
     * Stores a batch by one durable write.
     *
     * @param writer the name of this gateway, kept with each event
     * @param maxWait how long to look for the outcome of a write whose reply was lost
     * @return one outcome for each event, in their order; equal occurrences inside the batch give one stored event
     */
    public List<InsertOutcome> insert(List<StoredEvent> batch, String writer, Duration maxWait) {
        return batches.insert(batch, writer, maxWait);
    }

    public Optional<StoredEvent> find(String tenant, String id) {
        return find(List.of(id)).stream()
                .filter(stored -> stored.event().tenant().equals(tenant))
                .findFirst();
    }

    /** The events with these ids, of whatever tenant, in no order; ids that are unknown are left out. */
    public List<StoredEvent> find(Collection<String> ids) {
        return events.find(in("_id", ids)).map(EventDocument::read).into(new ArrayList<>());
    }

    /** The bytes of the events with these ids, of whatever tenant; ids that are unknown are left out. */
    public Map<String, byte[]> bodies(Collection<String> ids) {
        Map<String, byte[]> bodies = new HashMap<>();
        events.find(in("_id", ids))
                .projection(include("body"))
                .forEach(document -> bodies.put(
                        document.getString("_id"),
                        document.get("body", org.bson.types.Binary.class).getData()));
        return bodies;
    }

    /** Those of these ids whose events are durably there, of whatever tenant. */
    public Set<String> present(Collection<String> ids) {
        return events.withReadConcern(ReadConcern.MAJORITY)
                .find(in("_id", ids))
                .projection(include("_id"))
                .map(document -> document.getString("_id"))
                .into(new HashSet<>());
    }

    /** A page of a tenant's events by recorded time and id, oldest first. */
    public List<StoredEvent> find(EventQuery query) {
        return events.find(filter(query))
                .sort(ascending("recordedtime", "_id"))
                .limit(query.limit())
                .map(EventDocument::read)
                .into(new ArrayList<>());
    }

    /** Pending events after an id, by id. Reads only what is pending. */
    public List<StoredEvent> pending(Pending pending, String after, Instant recordedBefore, int limit) {
        return events.find(and(
                        eq(PENDING, EventDocument.mark(pending)),
                        gt("_id", after),
                        lt("recordedtime", Date.from(recordedBefore))))
                .sort(ascending("_id"))
                .limit(limit)
                .map(EventDocument::read)
                .into(new ArrayList<>());
    }

    /**
     * Reads events from an id on, by id: what some writers stored since their checkpoint, or what a tenant's
     * subscription may have missed.
     *
     * @param writers whose events; of all tenants where {@code tenant} is null
     * @param take gets them by so many at a time
     */
    public void since(
            String from, Set<String> writers, @Nullable String tenant, int limit, Consumer<List<StoredEvent>> take) {
        Bson later = gte("_id", from);
        List<StoredEvent> page;
        do {
            page = events.find(
                            tenant == null
                                    ? and(later, in("writer", writers))
                                    : and(later, in("writer", writers), eq("tenant", tenant)))
                    .sort(ascending("_id"))
                    .limit(limit)
                    .map(EventDocument::read)
                    .into(new ArrayList<>());
            if (!page.isEmpty()) {
                later = gt("_id", page.get(page.size() - 1).id());
                take.accept(page);
            }
        } while (page.size() == limit);
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
        return events.withDocumentClass(RawBsonDocument.class)
                        .replaceOne(filter, EventDocument.of(changed, writer))
                        .getMatchedCount()
                == 1;
    }

    private static Bson filter(EventQuery query) {
        List<Bson> all = new ArrayList<>();
        all.add(eq("tenant", query.tenant()));
        Map<String, @Nullable String> exact = new HashMap<>();
        exact.put("type", query.type());
        exact.put("provider", query.provider());
        exact.put("subject", query.subject());
        exact.put("correlationid", query.correlationId());
        exact.forEach((name, value) -> {
            if (value != null) {
                all.add(eq(name, value));
            }
        });
        if (query.typePrefix() != null) {
            all.add(regex("type", "^" + Pattern.quote(query.typePrefix())));
        }
        range(all, "timeAt", query.timeFrom(), query.timeBefore());
        range(all, "recordedtime", query.recordedFrom(), query.recordedBefore());
        EventQuery.Position after = query.after();
        if (after != null) {
            Date moment = Date.from(after.recordedTime());
            all.add(or(gt("recordedtime", moment), and(eq("recordedtime", moment), gt("_id", after.id()))));
        }
        return and(all);
    }

    private static void range(List<Bson> all, String name, @Nullable Instant from, @Nullable Instant before) {
        if (from != null) {
            all.add(gte(name, Date.from(from)));
        }
        if (before != null) {
            all.add(lt(name, Date.from(before)));
        }
    }
}
