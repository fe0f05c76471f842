package dev.tributary.delivery.store;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lists deliveries: those that wait in the queue and those that ended. Errors of the driver pass through unchanged. */
public final class DeliveryReader {

    private final DeliveryQueue queue;
    private final AttemptStore attempts;

    public DeliveryReader(DeliveryQueue queue, AttemptStore attempts) {
        this.queue = queue;
        this.attempts = attempts;
    }

    /** A page of deliveries by id. One that ends while it is read is listed once, as ended. */
    public List<DeliveryListing> find(DeliveryQuery query) {
        Map<String, DeliveryListing> page = new TreeMap<>();
        if (query.state() == null || query.state() == DeliveryListing.State.PENDING) {
            queue.find(query).forEach(listing -> page.put(listing.id(), listing));
        }
        attempts.find(query, page);
        return page.values().stream().limit(query.limit()).toList();
    }
}
