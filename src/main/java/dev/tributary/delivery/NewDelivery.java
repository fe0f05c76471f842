package dev.tributary.delivery;

import dev.tributary.delivery.store.Delivery;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.subscription.Subscription;

/**
 * A delivery that fan-out has found: this event is for this subscription.
 *
 * @param settled called once the outcome of the delivery is recorded or it stands in the queue; may be called from any
 *     thread
 */
public record NewDelivery(StoredEvent event, Subscription subscription, Runnable settled) {

    /** The same for the same event and subscription, whoever finds it. */
    public String id() {
        return Delivery.id(event.id(), subscription.id());
    }
}
