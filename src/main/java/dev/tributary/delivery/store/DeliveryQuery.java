package dev.tributary.delivery.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.mongo.page.IdQuery;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.mongo.page.ListOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries of a tenant to list, in the order of their events. Every member but tenant, order and limit may be null, which means:
 * any. An index carries tenant, event, web hook, time and the states other than delivered. {@code eventType}, {@code
 * outcome}, {@code status} and the state delivered are compared with each delivery that the others leave.
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
        ListOrder order,
        @Nullable String after,
        int limit) {

    private static final Bson LISTED =
            include("eventId", "eventType", "subscriptionId", "state", "nextAttemptAt", "tries");

    /** The ids begin with that of the event, and so with its time. */
    IdRange ids() {
        IdRange recorded = IdRange.madeBetween(from, before).in(order);
        return (eventId == null ? recorded : recorded.within(eventId + ':', eventId + ';')).after(after);
    }

    /** The waiting deliveries of the list, whatever its state. */
    IdQuery waiting() {
        return new IdQuery(ids(), carried(null), compared(null), LISTED, limit);
    }

    /** The ended deliveries of the list in one of these states, whatever its own; none means any. */
    IdQuery ended(Set<State> states) {
        Bson state = states.isEmpty() ? null : oneOf(states);
        boolean indexed = AttemptStore.INDEXED.containsAll(states);
        return new IdQuery(ids(), carried(indexed ? state : null), compared(indexed ? null : state), LISTED, limit);
    }

    private static Bson oneOf(Set<State> states) {
        List<String> names = states.stream().map(State::wireName).sorted().toList();
        return names.size() == 1 ? eq("state", names.get(0)) : in("state", names);
    }

    private Bson carried(@Nullable Bson state) {
        List<Bson> all = new ArrayList<>();
        all.add(eq("tenant", tenant));
        addIfSet(all, "subscriptionId", webHookId);
        if (state != null) {
            all.add(state);
        }
        return and(all);
    }

    private @Nullable Bson compared(@Nullable Bson state) {
        List<Bson> all = new ArrayList<>();
        if (state != null) {
            all.add(state);
        }
        addIfSet(all, "eventType", eventType);
        addIfSet(all, "outcome", outcome);
        addIfSet(all, "status", status);
        return all.isEmpty() ? null : and(all);
    }

    private static void addIfSet(List<Bson> all, String name, @Nullable Object value) {
        if (value != null) {
            all.add(eq(name, value));
        }
    }
}
