package dev.tributary.delivery.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.mongo.page.IdOrderedReader;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.ListOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Lists deliveries: those that wait in the queue and those that ended. Errors of the driver pass through unchanged. */
public final class DeliveryReader {

    private final MongoCollection<Document> waiting;
    private final IdOrderedReader lists;
    private final AttemptStore attempts;

    public DeliveryReader(MongoDatabase database, AttemptStore attempts) {
        this.waiting = database.getCollection("deliveries");
        this.lists = new IdOrderedReader(waiting);
        this.attempts = attempts;
    }

    /**
     * A page of deliveries by id. One that ends while it is read is listed once, as ended. Where the query has conditions
     * that no index carries, the page may be short, and even empty, although more follows.
     */
    public IdPage<DeliveryListing> find(DeliveryQuery query) {
        boolean pending = query.state() == null || query.state() == State.PENDING;
        IdPage<DeliveryListing> waits = pending ? findPending(query) : IdPage.empty();
        IdPage<DeliveryListing> ended = attempts.find(query);
        var page = new TreeMap<String, DeliveryListing>(query.order()::compare);
        waits.found().forEach(listing -> page.put(listing.id(), listing));
        ended.found().forEach(listing -> page.put(listing.id(), listing));
        return page(page, first(waits.next(), ended.next(), query.order()), query.limit());
    }

    /** What both have read: up to the position where the first of them has stopped. */
    private static IdPage<DeliveryListing> page(
            NavigableMap<String, DeliveryListing> found, @Nullable String position, int limit) {
        List<DeliveryListing> read = List.copyOf(
                position == null
                        ? found.values()
                        : found.headMap(position, true).values());
        if (read.size() <= limit) {
            return new IdPage<>(read, position);
        }
        return new IdPage<>(read.subList(0, limit), read.get(limit - 1).id());
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other, ListOrder order) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return order.compare(one, other) < 0 ? one : other;
    }

    /** One delivery of a tenant. */
    public Optional<DeliveryListing> find(String tenant, String id) {
        Document found = waiting.find(and(eq("_id", id), eq("tenant", tenant))).first();
        return Optional.ofNullable(found).map(DeliveryReader::pending).or(() -> attempts.find(tenant, id));
    }

    /** A page of waiting deliveries by id, whatever state the query names. */
    public IdPage<DeliveryListing> findPending(DeliveryQuery query) {
        return lists.page(query.waiting(), DeliveryReader::pending);
    }

    /** The ids of the deliveries of an event that wait. */
    public List<String> waitingOf(String eventId) {
        return waiting.find(and(gte("_id", eventId + ':'), lt("_id", eventId + ';')))
                .projection(include("_id"))
                .map(delivery -> delivery.getString("_id"))
                .into(new ArrayList<>());
    }

    /** Those of these events that have a delivery which waits, of any tenant. */
    public Set<String> waiting(Collection<String> eventIds) {
        if (eventIds.isEmpty()) {
            return Set.of();
        }
        // ids of deliveries begin with those of their events: the index on them bounds what is read
        return waiting.find(and(
                        gte("_id", Collections.min(eventIds)),
                        lt("_id", Collections.max(eventIds) + ';'),
                        in("eventId", eventIds)))
                .projection(include("eventId"))
                .map(document -> document.getString("eventId"))
                .into(new HashSet<>());
    }

    private static DeliveryListing pending(Document document) {
        return DeliveryDocument.listing(
                document, State.PENDING, document.getDate("nextAttemptAt").toInstant());
    }
}
