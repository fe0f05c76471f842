package dev.tributary.delivery.replay;

import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.delivery.store.DeliveryQuery;
import dev.tributary.mongo.page.ListOrder;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries of a tenant to replay or to cancel.
 *
 * @param webHookId of this subscription only; null for all
 * @param eventType exact; null for all
 * @param from of events recorded at this moment or later, in milliseconds
 * @param before of events recorded before this moment
 * @param states deliveries that ended in one of these states are replayed; empty: all events that match a subscription
 *     now, also those recorded while it was disabled. No meaning for a cancellation, which takes what is pending
 */
public record Range(
        String tenant,
        @Nullable String webHookId,
        @Nullable String eventType,
        Instant from,
        Instant before,
        Set<State> states) {

    public Range {
        states = Set.copyOf(states);
    }

    /** The deliveries of this range in any state. */
    DeliveryQuery deliveries(@Nullable String after, int limit) {
        return new DeliveryQuery(
                tenant, null, webHookId, eventType, null, from, before, null, null, ListOrder.ASCENDING, after, limit);
    }
}
