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

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import dev.tributary.batch.BatchInsert;
import dev.tributary.event.Event;
import dev.tributary.event.Event.FanOut;
import dev.tributary.event.TimeOrderedId;
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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Canonical events in the collection {@code events}. Errors of the driver pass through unchanged. */
public final class EventStore {

    private final MongoCollection<Document> events;

    public EventStore(MongoDatabase database) {
        this.events = database.getCollection("events");
        events.createIndex(ascending("sourceId", "dedupKey"), new IndexOptions().unique(true));
        events.createIndex(ascending("tenant", "recordedtime", "_id"));
        events.createIndex(ascending("tenant", "type", "recordedtime", "_id"));
        events.createIndex(ascending("tenant", "subject", "recordedtime", "_id"));
        events.createIndex(
                ascending("fanOut", "recordedtime"), new IndexOptions().partialFilterExpression(exists("fanOut")));
    }

    /**
     * Stores a batch by one durable write.
     *
     * @param patience how long to look for the outcome of a write whose reply was lost
     * @return one outcome for each event, in their order; equal occurrences inside the batch give one stored event
     */
    public List<InsertOutcome> insert(List<StoredEvent> batch, Duration patience) {
        if (batch.isEmpty()) {
            return List.of();
        }
        Set<String> durable =
                BatchInsert.insert(events, batch.stream().map(EventDocument::of).toList(), patience);
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

    public Optional<StoredEvent> find(String tenant, String id) {
        return find(List.of(id)).stream()
                .filter(stored -> stored.event().tenant().equals(tenant))
                .findFirst();
    }

    /** The events with these ids, of whatever tenant, in no order; ids that are unknown are left out. */
    public List<StoredEvent> find(Collection<String> ids) {
        return events.find(in("_id", ids)).map(EventDocument::read).into(new ArrayList<>());
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

    /** Events with a mark that were recorded before a moment, oldest first. Reads only what is still on its way. */
    public List<StoredEvent> marked(FanOut mark, Instant recordedBefore, int limit) {
        return events.find(and(eq("fanOut", EventDocument.mark(mark)), lt("recordedtime", Date.from(recordedBefore))))
                .sort(ascending("recordedtime"))
                .limit(limit)
                .map(EventDocument::read)
                .into(new ArrayList<>());
    }

    /** Events with a mark that were recorded in {@code [from, before)}, oldest first, to read on behind a full page. */
    public List<StoredEvent> marked(FanOut mark, Instant from, Instant before, int limit) {
        return events.find(and(
                        eq("fanOut", EventDocument.mark(mark)),
                        gte("recordedtime", Date.from(from)),
                        lt("recordedtime", Date.from(before))))
                .sort(ascending("recordedtime"))
                .limit(limit)
                .map(EventDocument::read)
                .into(new ArrayList<>());
    }

    /**
     * A tenant's events recorded in {@code [from, before)}, oldest first, for subscriptions that a stale view has missed.
     *
     * @param take gets them by so many at a time, and says whether to go on
     */
    public void recordedBetween(
            String tenant, Instant from, Instant before, int atATime, Predicate<List<StoredEvent>> take) {
        Bson later = gte("_id", TimeOrderedId.lowest(from));
        List<StoredEvent> page;
        do {
            page = events.find(and(later, lt("_id", TimeOrderedId.lowest(before)), eq("tenant", tenant)))
                    .sort(ascending("_id"))
                    .limit(atATime)
                    .map(EventDocument::read)
                    .into(new ArrayList<>());
            if (!page.isEmpty()) {
                later = gt("_id", page.get(page.size() - 1).event().id());
            }
        } while (take.test(page) && page.size() == atATime);
    }

    /**
     * Takes the mark off events whose deliveries are all there. A second call changes nothing. Not waited for on disk: a
     * mark that comes back after a crash makes a sweep look once more.
     */
    public void fannedOut(Collection<String> ids) {
        events.withWriteConcern(WriteConcern.W1).updateMany(in("_id", ids), unset("fanOut"));
    }

    /**
     * Replaces the data, the bytes and the mark of an event that is still held. What is no longer held keeps its bytes
     * for ever.
     *
     * @param expected the bytes that the change was made from
     * @return whether it was replaced; false when another change came first
     */
    public boolean replaceHeld(StoredEvent changed, byte[] expected) {
        var filter = and(
                eq("_id", changed.event().id()),
                eq("fanOut", EventDocument.mark(FanOut.HELD)),
                eq("body", new org.bson.types.Binary(expected)));
        return events.replaceOne(filter, EventDocument.of(changed)).getMatchedCount() == 1;
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
