package dev.tributary.delivery.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Indexes.ascending;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.store.DeliveryListing.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bson.Document;

/** Lists deliveries: those that wait in the queue and those that ended. Errors of the driver pass through unchanged. */
public final class DeliveryReader {

    private final MongoCollection<Document> waiting;
    private final AttemptStore attempts;

    public DeliveryReader(MongoDatabase database, AttemptStore attempts) {
        this.waiting = database.getCollection("deliveries");
        this.attempts = attempts;
    }

    /** A page of deliveries by id. One that ends while it is read is listed once, as ended. */
    public List<DeliveryListing> find(DeliveryQuery query) {
        Map<String, DeliveryListing> page = new TreeMap<>();
        if (query.state() == null || query.state() == State.PENDING) {
            findPending(query).forEach(listing -> page.put(listing.id(), listing));
        }
        attempts.find(query).forEach(listing -> page.put(listing.id(), listing));
        return page.values().stream().limit(query.limit()).toList();
    }

    /** One delivery of a tenant. */
    public Optional<DeliveryListing> find(String tenant, String id) {
        Document found = waiting.find(and(eq("_id", id), eq("tenant", tenant))).first();
        return Optional.ofNullable(found).map(DeliveryReader::pending).or(() -> attempts.find(tenant, id));
    }

    /** A page of waiting deliveries by id, whatever state the query names. */
    public List<DeliveryListing> findPending(DeliveryQuery query) {
        return waiting.find(query.filter())
                .sort(ascending("_id"))
                .limit(query.limit())
                .map(DeliveryReader::pending)
                .into(new ArrayList<>());
    }

    /** How many deliveries of a list wait, whatever its page. */
    public long countPending(DeliveryQuery query) {
        return waiting.countDocuments(query.filter());
    }

    private static DeliveryListing pending(Document document) {
        return DeliveryDocument.listing(
                document, State.PENDING, document.getDate("nextAttemptAt").toInstant());
    }
}
