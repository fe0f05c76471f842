package dev.tributary.delivery.store;

import dev.tributary.eventstore.StoredEvent;
import dev.tributary.subscription.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * A delivery to be made: this event is for this subscription.
 *
 * @param writer the name under which this gateway stored the event; null where another one may have made the delivery
 * @param replayId of the replay that asks for it; null for what fan-out has found
 * @param recorded called once the outcome of the delivery is recorded or it stands in the queue; may be called from any
 *     thread
 */
public record NewDelivery(
        StoredEvent event,
        Subscription subscription,
        @Nullable String writer,
        @Nullable String replayId,
        Runnable recorded) {

    /** What has to be looked up before it is made. */
    public NewDelivery(StoredEvent event, Subscription subscription, @Nullable String replayId) {
        this(event, subscription, null, replayId, () -> {});
    }

    /** The same for the same event, subscription and replay, whichever gateway finds it. */
    public String id() {
        return replayId == null
                ? Delivery.id(event.id(), subscription.id())
                : Delivery.id(event.id(), subscription.id(), replayId);
    }
}
