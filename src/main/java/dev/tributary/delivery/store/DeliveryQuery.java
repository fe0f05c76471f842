package dev.tributary.delivery.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.event.TimeOrderedId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries of a tenant to list, oldest event first. Every member but tenant and limit may be null, which means:
 * any. The index serves tenant, event, web hook, state and time; {@code eventType}, {@code outcome} and {@code status}
 * are compared with each delivery that the others leave.
 *
 * @param eventType exact
 * @param from only of events recorded at this moment or later, in milliseconds
 * @param before only of events recorded before this moment
 * @param outcome of the last attempt
 * @param status of the answer to the last attempt
 * @param after the last id of the page before
 */
public record DeliveryQuery(
        String tenant,
        @Nullable String eventId,
        @Nullable String webHookId,
        @Nullable String eventType,
        @Nullable State state,
        @Nullable Instant from,
        @Nullable Instant before,
        @Nullable String outcome,
        @Nullable Integer status,
        @Nullable String after,
        int limit) {

    /** All conditions but the one on the state. */
    Bson filter() {
        List<Bson> all = new ArrayList<>();
        all.add(eq("tenant", tenant));
        addIfSet(all, "subscriptionId", webHookId);
        addIfSet(all, "eventType", eventType);
        addIfSet(all, "outcome", outcome);
        addIfSet(all, "status", status);
        addRange(all);
        return and(all);
    }

    private static void addIfSet(List<Bson> all, String name, @Nullable Object value) {
        if (value != null) {
            all.add(eq(name, value));
        }
    }

    /** Event and time by id, which the index has: an id begins with the event's id, and that with the time. */
    private void addRange(List<Bson> all) {
        String lowest = from == null ? "" : TimeOrderedId.lowest(from);
        if (eventId != null && lowest.compareTo(eventId + ':') < 0) {
            lowest = eventId + ':';
        }
        if (after != null && after.compareTo(lowest) >= 0) {
            all.add(gt("_id", after));
        } else if (!lowest.isEmpty()) {
            all.add(gte("_id", lowest));
        }
        String end = before == null ? null : TimeOrderedId.lowest(before);
        if (eventId != null && (end == null || end.compareTo(eventId + ';') > 0)) {
            end = eventId + ';';
        }
        if (end != null) {
            all.add(lt("_id", end));
        }
    }
}
