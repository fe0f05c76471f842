package dev.tributary.eventstore;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Updates.unset;
import static dev.tributary.eventstore.EventDocument.FEED_ID;
import static dev.tributary.eventstore.EventDocument.PENDING;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.Event;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.eventstore.feed.FeedWrites;
import dev.tributary.mongo.retention.Expired;
import dev.tributary.mongo.retention.ExpiredRowStore;
import dev.tributary.mongo.retention.ExpiringKind.Batch;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.security.privacy.PersonalData;
import dev.tributary.security.privacy.PersonalData.Sealed;
import dev.tributary.security.privacy.SealedData;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes canonical events to the collection {@code events}. Errors of the driver pass through unchanged. */
public final class EventStore {

    /**
     * The unique key needs no tenant: the id of a source is never reused, also not by another tenant (the row of a
     * deleted source stays as its mark), so that it stands for one tenant and for one instance of the source. A key with the
     * tenant would be longer in the largest index and refuse nothing more.
     */
    public static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("events", "one event for one occurrence", "sourceId", "dedupKey")
                    .asUnique(),
            StoreIndex.on("events", "lists of a tenant", "tenant", "_id"),
            StoreIndex.on("events", "lists by type", "tenant", "type", "_id"),
            StoreIndex.on("events", "lists by subject", "tenant", "subject", "_id"),
            StoreIndex.on("events", "pending events", PENDING, "_id").onlyWhere(exists(PENDING)),
            StoreIndex.on("events", "late events of the feed", "tenant", FEED_ID)
                    .onlyWhere(exists(FEED_ID)));

    private static final Logger log = LoggerFactory.getLogger(EventStore.class);

    private final MongoCollection<Document> events;
    private final BatchWriter batches;
    private final ExpiredRowStore expired;
    private final PersonalData personal;
    private final Consumer<Event> counted;
    private final FeedWrites feed;

    /** For events without personal members, which are not counted. */
    public EventStore(MongoDatabase database) {
        this(
                database,
                PersonalData.none(),
                event -> {},
                new FeedWrites(new TimeOrderedId(Clock.systemUTC()), Clock.systemUTC(), System::nanoTime));
    }

    /** @param counted is told of each event that is new; must not block */
    public EventStore(MongoDatabase database, PersonalData personal, Consumer<Event> counted, FeedWrites feed) {
        this.feed = feed;
        this.personal = personal;
        this.counted = counted;
        this.events = database.getCollection("events");
        this.batches = new BatchWriter(events);
        this.expired = new ExpiredRowStore(events);
    }

    /**
     * Stores a batch by one durable write. Keys of new users are stored by another one before.
     *
     * @param writer the name of this gateway, kept with each event
     * @param maxWait how long to look for the outcome of a write whose reply was lost
     * @return one outcome for each event, in their order; equal occurrences inside the batch give one stored event
     */
    public List<InsertOutcome> insert(List<StoredEvent> batch, String writer, Duration maxWait) {
        Sealed sealed;
        try {
            sealed = sealed(batch);
        } catch (MongoException e) {
            log.warn(
                    "{} events were not stored, because the store took no keys for their users; calls are answered 503 and sent again: {}",
                    batch.size(),
                    e.getClass().getSimpleName());
            return batch.stream()
                    .<InsertOutcome>map(event -> new InsertOutcome.Failed())
                    .toList();
        }
        List<StoredEvent> storable = storable(batch, sealed.withoutKey());
        List<InsertOutcome> stored = storable.isEmpty() ? List.of() : insert(storable, sealed.data(), writer, maxWait);
        Iterator<InsertOutcome> next = stored.iterator();
        List<InsertOutcome> outcomes = new ArrayList<>();
        for (StoredEvent event : batch) {
            InsertOutcome outcome = sealed.withoutKey().contains(event.id()) ? new InsertOutcome.Failed() : next.next();
            if (outcome instanceof InsertOutcome.Stored) {
                counted.accept(event.event());
            }
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private static List<StoredEvent> storable(List<StoredEvent> batch, Set<String> withoutKey) {
        if (withoutKey.isEmpty()) {
            return batch;
        }
        log.warn(
                "{} events were not stored: the keys of their users were changed in the store, or TRIBUTARY_MASTER_KEY lacks the"
                        + " one that encrypted them; calls are answered 503 and sent again",
                withoutKey.size());
        return batch.stream().filter(event -> !withoutKey.contains(event.id())).toList();
    }

    private List<InsertOutcome> insert(
            List<StoredEvent> batch, Map<String, SealedData> sealed, String writer, Duration maxWait) {
        FeedWrites.Write write = feed.begin(batch.stream().map(StoredEvent::id).toList());
        List<StoredEvent> placed = write.isLate()
                ? batch.stream().map(event -> event.at(write.place(event.id()))).toList()
                : batch;
        boolean isKnown = false;
        try {
            List<InsertOutcome> outcomes = batches.insert(placed, sealed, writer, maxWait);
            isKnown = outcomes.stream().noneMatch(InsertOutcome.Failed.class::isInstance);
            return outcomes;
        } finally {
            write.ended(isKnown);
        }
    }

    private Sealed sealed(List<StoredEvent> batch) {
        return personal.seal(batch, StoredEvent::event, stored -> CloudEventFormat.data(stored.body()));
    }

    /** Removes events. */
    public void remove(Collection<String> ids) {
        events.deleteMany(in("_id", ids));
    }

    /** Says that the deliveries of events that waited for their fan-out are added. A second call changes nothing. */
    public void fannedOut(Collection<String> ids) {
        events.updateMany(and(in("_id", ids), eq(PENDING, EventDocument.mark(Pending.FAN_OUT))), unset(PENDING));
    }

    /**
     * Removes a batch of old events, but none that waits for something.
     *
     * @param inUse which of these ids must stay
     */
    public Batch removeExpired(
            Expired old, Function<Collection<String>, Set<String>> inUse, @Nullable String after, int limit) {
        var waitsForNothing = or(exists(PENDING, false), eq(PENDING, EventDocument.mark(Pending.UNCONFIRMED)));
        return expired.removeByTimeInId(old, waitsForNothing, inUse, after, limit);
    }

    /**
     * Replaces the data, the verification level and the bytes of an event whose follow-ups have not ended, or that is
     * unconfirmed. Once it is for subscribers, it keeps its bytes.
     *
     * @param expected the bytes that the change was made from
     * @return whether it was replaced; false when another change came first
     */
    public boolean replacePending(StoredEvent changed, byte[] expected, String writer) {
        var filter = and(
                eq("_id", changed.id()),
                in(PENDING, EventDocument.mark(Pending.FOLLOW_UPS), EventDocument.mark(Pending.UNCONFIRMED)),
                EventDocument.holds(expected, personal.masked(changed.event(), CloudEventFormat.data(expected))));
        Sealed all = sealed(List.of(changed));
        if (!all.withoutKey().isEmpty()) {
            return false;
        }
        SealedData sealed = all.data().get(changed.id());
        if (!changed.isForSubscribers()) {
            return replace(filter, DedupCandidate.of(changed, sealed), writer);
        }
        FeedWrites.Write write = feed.beginLate(changed.id());
        boolean isKnown = false;
        try {
            boolean isReplaced =
                    replace(filter, DedupCandidate.of(changed.at(write.place(changed.id())), sealed), writer);
            isKnown = true;
            return isReplaced;
        } finally {
            write.ended(isKnown);
        }
    }

    private boolean replace(Bson filter, DedupCandidate changed, String writer) {
        return events.updateOne(filter, EventDocument.changed(changed, writer)).getMatchedCount() == 1;
    }
}
