package dev.tributary.delivery;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.empty;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Updates.min;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import dev.tributary.event.Event;
import dev.tributary.work.WorkQueue;
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
import org.bson.Document;

/** Outstanding deliveries in the collection {@code deliveries}. Errors of the driver pass through unchanged. */
final class DeliveryQueue {

    private final MongoCollection<Document> deliveries;
    private final WorkQueue work;
    private final Duration firstWait;
    private final Clock clock;

    /** @param firstWait before a delivery's first attempt */
    DeliveryQueue(MongoDatabase database, Duration firstWait, Clock clock) {
        this.firstWait = firstWait;
        this.deliveries = database.getCollection("deliveries");
        this.work = new WorkQueue(deliveries, clock);
        this.clock = clock;
        deliveries.createIndex(ascending("nextAttemptAt", "subscriptionId"));
        deliveries.createIndex(ascending("subscriptionId", "nextAttemptAt"));
        deliveries.createIndex(ascending("tenant", "_id"));
    }

    /** When a delivery that is made now is due. */
    Instant firstDue() {
        return clock.instant().plus(firstWait);
    }

    /** Whether a delivery can be sent as soon as it is made. */
    boolean sendsAtOnce() {
        return firstWait.isZero();
    }

    /** Due after the first wait, for whoever claims it. */
    Document due(Event event, String subscriptionId) {
        return WorkQueue.due(document(event, subscriptionId), firstDue());
    }

    /** Due after the first wait, and its maker's until released. */
    Document withheld(Event event, String subscriptionId, String token) {
        return bornLeased(event, subscriptionId, token).append("nextAttemptAt", Date.from(firstDue()));
    }

    /** Claimed by its maker from the start. */
    Document bornLeased(Event event, String subscriptionId, String token) {
        return work.bornLeased(document(event, subscriptionId), token);
    }

    private static Document document(Event event, String subscriptionId) {
        return new Document("_id", Delivery.id(event.id(), subscriptionId))
                .append("tenant", event.tenant())
                .append("eventId", event.id())
                .append("subscriptionId", subscriptionId);
    }

    /**
     * Adds deliveries by one command; those that are there already stay as they are.
     *
     * @return the ids of those that are claimed under the token now
     */
    Set<String> add(List<Document> batch, String token) {
        if (batch.isEmpty()) {
            return Set.of();
        }
        List<String> leased = batch.stream()
                .filter(document -> token.equals(document.getString("claimToken")))
                .map(document -> document.getString("_id"))
                .toList();
        try {
            deliveries.insertMany(batch, new InsertManyOptions().ordered(false));
            return Set.copyOf(leased);
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null
                    || e.getWriteErrors().stream().anyMatch(error -> error.getCode() != 11000)) {
                throw e;
            }
            work.renew(leased, token);
            return work.held(leased, token);
        }
    }

    /** Claims what is due, but for these subscriptions. */
    List<Document> claim(Set<String> but, int limit) {
        return work.claim(but.isEmpty() ? empty() : nin("subscriptionId", but), limit);
    }

    /** Prolongs leases under a token; gives the ids of those that are still held. */
    Set<String> renew(Collection<String> ids, String token) {
        return work.renew(ids, token) == ids.size() ? Set.copyOf(ids) : work.held(ids, token);
    }

    void release(Collection<String> ids, String token) {
        work.release(ids, token);
    }

    boolean retry(Delivery delivery, Instant at) {
        return work.retry(delivery.id(), delivery.token(), at, delivery.made() + 1);
    }

    boolean holds(Delivery delivery) {
        return !work.held(List.of(delivery.id()), delivery.token()).isEmpty();
    }

    void finish(Collection<String> ids, String token) {
        work.finish(ids, List.of(token));
    }

    void finish(Collection<Delivery> finished) {
        work.finish(
                finished.stream().map(Delivery::id).toList(),
                finished.stream().map(Delivery::token).distinct().toList());
    }

    /** Makes what is pending for these subscriptions due now, so that it can end. */
    void hasten(Collection<String> subscriptionIds) {
        deliveries.updateMany(in("subscriptionId", subscriptionIds), min("nextAttemptAt", Date.from(clock.instant())));
    }

    /** The subscriptions for which something is pending. */
    Set<String> subscriptionIds() {
        return deliveries.distinct("subscriptionId", String.class).into(new HashSet<>());
    }

    /** Since when the oldest delivery is due that nobody works on. */
    Optional<Instant> oldestDue() {
        Date now = Date.from(clock.instant());
        return Optional.ofNullable(deliveries
                        .find(and(lte("nextAttemptAt", now), lt("leaseUntil", now)))
                        .sort(ascending("nextAttemptAt"))
                        .projection(new Document("nextAttemptAt", 1))
                        .first())
                .map(document -> document.getDate("nextAttemptAt").toInstant());
    }

    /** A page of outstanding deliveries by id. */
    List<Document> find(DeliveryHistory.Query query) {
        return deliveries
                .find(query.filter())
                .sort(ascending("_id"))
                .limit(query.limit())
                .into(new ArrayList<>());
    }
}
