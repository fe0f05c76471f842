package dev.tributary.delivery.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;
import static java.util.stream.Collectors.toSet;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import dev.tributary.delivery.store.Delivery.Claimed;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.mongo.BatchInsert;
import dev.tributary.mongo.LeaseQueue;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Deliveries that wait in the store, in the collection {@code deliveries}. Errors of the driver pass through unchanged. */
public final class DeliveryQueue {

    private static final Duration MAX_WAIT = Duration.ofSeconds(4);
    private static final Date FREE = new Date(0);

    public static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("deliveries", "claims of an endpoint", "subscriptionId", "nextAttemptAt"),
            StoreIndex.on("deliveries", "lists of a tenant", "tenant", "_id"),
            StoreIndex.on("deliveries", "lists of a subscription", "tenant", "subscriptionId", "_id"));

    private final MongoCollection<Document> deliveries;
    private final LeaseQueue queue;
    private final Clock clock;

    public DeliveryQueue(MongoDatabase database, Clock clock) {
        this.deliveries = database.getCollection("deliveries");
        this.queue = new LeaseQueue(deliveries, clock);
        this.clock = clock;
    }

    /**
     * A delivery that was claimed.
     *
     * @param leaseExpired whether an earlier claim did not end, so that its outcome may stand in the history
     */
    public record FromQueue(Delivery delivery, boolean leaseExpired) {}

    /** A delivery to be added, and when it is to be attempted. */
    public record Due(Delivery delivery, Instant at) {}

    /**
     * Adds deliveries by one durable write; those that are there already stay as they are.
     *
     * @throws com.mongodb.MongoException if some are not known to be there afterwards
     */
    public void add(List<Due> added) {
        insert(added.stream().map(DeliveryQueue::document).toList());
    }

    private static Document document(Due added) {
        Delivery delivery = added.delivery();
        return LeaseQueue.due(DeliveryDocument.of(delivery, delivery.attempts()), added.at())
                .append("attempts", delivery.attempts().size());
    }

    private void insert(List<Document> documents) {
        if (!documents.isEmpty()
                && !BatchInsert.insertNew(deliveries, documents, MAX_WAIT).complete()) {
            throw new MongoException("deliveries were not added");
        }
    }

    /**
     * Adds deliveries under a lease of their own; those that are there already stay as they are.
     *
     * @return all of them as if claimed: of those that were there, no later write with this token changes anything
     */
    public List<Delivery> addLeased(List<Due> added, String token) {
        long since = System.nanoTime();
        List<Document> documents =
                added.stream().map(one -> queue.leased(document(one), token)).toList();
        insert(documents);
        return documents.stream().map(document -> read(document, since)).toList();
    }

    /** Claims what is due for one subscription. */
    public List<FromQueue> claim(String subscriptionId, int limit) {
        long since = System.nanoTime();
        return queue.claim(eq("subscriptionId", subscriptionId), limit).stream()
                .map(document -> new FromQueue(read(document, since), document.getBoolean(LeaseQueue.LEASE_EXPIRED)))
                .toList();
    }

    /** Claims deliveries that no gateway works on, due or not. */
    public List<Delivery> claim(Collection<String> ids) {
        long since = System.nanoTime();
        return queue.claim(ids).stream().map(document -> read(document, since)).toList();
    }

    /** Which of these subscriptions have unclaimed deliveries that are due; reads at most {@code limit} deliveries. */
    public Set<String> due(Collection<String> subscriptionIds, int limit) {
        Date now = Date.from(clock.instant());
        return deliveries
                .find(and(in("subscriptionId", subscriptionIds), lte("nextAttemptAt", now), lt("leaseUntil", now)))
                .projection(include("subscriptionId"))
                .limit(limit)
                .map(document -> document.getString("subscriptionId"))
                .into(new HashSet<>());
    }

    /** Whether nothing is stored for a subscription. */
    public boolean isEmpty(String subscriptionId) {
        return deliveries
                        .find(eq("subscriptionId", subscriptionId))
                        .projection(include("_id"))
                        .first()
                == null;
    }

    /** Some deliveries of a subscription, claimed or not. */
    public List<Delivery> some(String subscriptionId, int limit) {
        long now = System.nanoTime();
        return deliveries
                .find(eq("subscriptionId", subscriptionId))
                .limit(limit)
                .map(document -> read(document, now))
                .into(new ArrayList<>());
    }

    /** The subscriptions for which something is stored; reads everything, for a database without gateways. */
    public Set<String> subscriptionIds() {
        return deliveries.distinct("subscriptionId", String.class).into(new HashSet<>());
    }

    /** Does something with claimed deliveries. If it fails, the next claim releases them, and knows that this one did not end. */
    public <R> R orRelease(Collection<Delivery> claimed, Supplier<R> step) {
        try {
            return step.get();
        } catch (RuntimeException e) {
            queue.abandon(ids(claimed), tokens(claimed));
            throw e;
        }
    }

    /** Releases claimed deliveries, due as before. */
    public void release(Collection<Delivery> claimed) {
        if (!claimed.isEmpty()) {
            queue.release(ids(claimed), tokens(claimed));
        }
    }

    /** Writes the next attempts of claimed deliveries by one command. False: some were lost to another gateway, and stay. */
    public boolean retry(List<Result> results) {
        if (results.isEmpty()) {
            return true;
        }
        List<UpdateOneModel<Document>> updates = new ArrayList<>();
        for (Result result : results) {
            Delivery delivery = result.delivery();
            List<Bson> changes = new ArrayList<>();
            changes.add(set("nextAttemptAt", Date.from(((DeliveryOutcome.RetryAt) result.outcome()).at())));
            changes.add(set("leaseUntil", FREE));
            changes.add(set("claimToken", null));
            if (result.attempt() != null) {
                changes.add(set("attempts", delivery.attempts().size() + 1));
                changes.add(push("tries", DeliveryDocument.of(result.attempt())));
                changes.add(set("outcome", result.attempt().outcome()));
                changes.add(set("status", result.attempt().status()));
            }
            updates.add(new UpdateOneModel<>(
                    and(eq("_id", delivery.id()), eq("claimToken", delivery.token())), combine(changes)));
        }
        return deliveries
                        .bulkWrite(updates, new BulkWriteOptions().ordered(false))
                        .getMatchedCount()
                == updates.size();
    }

    /** Removes deliveries that ended, by one command; what was lost to another gateway stays. */
    public void finish(Collection<Delivery> claimed) {
        if (!claimed.isEmpty()) {
            queue.finish(ids(claimed), tokens(claimed));
        }
    }

    private static List<String> ids(Collection<Delivery> claimed) {
        return claimed.stream().map(Delivery::id).toList();
    }

    private static Set<String> tokens(Collection<Delivery> claimed) {
        return claimed.stream()
                .map(delivery -> ((Claimed) delivery.ownership()).token())
                .collect(toSet());
    }

    /** Removes deliveries, claimed or not: their end is recorded. */
    public void remove(Collection<String> ids) {
        deliveries.deleteMany(in("_id", ids));
    }

    /** The id of the oldest event that has a delivery in the queue. */
    public Optional<String> oldestEventId() {
        return Optional.ofNullable(deliveries
                        .find(gte("_id", "")) // without a bound, some servers sort all that is there
                        .sort(ascending("_id"))
                        .projection(include("eventId"))
                        .first())
                .map(document -> document.getString("eventId"));
    }

    public long count() {
        return deliveries.estimatedDocumentCount();
    }

    private static Delivery read(Document document, long since) {
        String token = document.getString("claimToken");
        return new Delivery(
                document.getString("_id"),
                document.getString("tenant"),
                document.getString("eventId"),
                document.getString("eventType"),
                document.getString("subscriptionId"),
                new byte[0],
                DeliveryDocument.attempts(document),
                new Claimed(token == null ? "" : token, since + LeaseQueue.LEASE.toNanos()));
    }
}
