package dev.tributary.delivery.store;

import dev.tributary.eventstore.StoredEvent;
import dev.tributary.subscription.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * A delivery to be made: this event is for this subscription.
 *
 * @param replayId of the replay that asks for it; null for what fan-out has found
 * @param recorded called once the outcome of the delivery is recorded or it stands in the queue; may be called from any
 *     thread
 */
public record NewDelivery(
        StoredEvent event,
        Subscription subscription,
        @Nullable String replayId,
        Runnable recorded) {

    /** What fan-out has found. */
    public NewDelivery(StoredEvent event, Subscription subscription, Runnable recorded) {
        this(event, subscription, null, recorded);
    }

    /** The same for the same event, subscription and replay, whichever gateway finds it. */
    public String id() {
        return replayId == null
                ? Delivery.id(event.id(), subscription.id())
                : Delivery.id(event.id(), subscription.id(), replayId);
    }
}
