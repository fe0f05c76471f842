package dev.tributary.delivery.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import dev.tributary.delivery.store.DeliveryListing.State;
import java.util.ArrayList;
import java.util.List;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries of a tenant to list, oldest event first. Every member but tenant and limit may be null, which means:
 * any.
 *
 * @param after the last id of the page before
 */
public record DeliveryQuery(
        String tenant,
        @Nullable String eventId,
        @Nullable String webHookId,
        @Nullable State state,
        @Nullable String after,
        int limit) {

    /** All conditions but the one on the state. */
    Bson filter() {
        List<Bson> all = new ArrayList<>();
        all.add(eq("tenant", tenant));
        if (eventId != null) {
            // by id, which the index has: everything that begins with the event's id and a colon
            all.add(and(gte("_id", eventId + ':'), lt("_id", eventId + ';')));
        }
        if (webHookId != null) {
            all.add(eq("subscriptionId", webHookId));
        }
        if (after != null) {
            all.add(gt("_id", after));
        }
        return and(all);
    }
}
