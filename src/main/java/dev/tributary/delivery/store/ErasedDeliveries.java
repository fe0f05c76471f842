package dev.tributary.delivery.store;

import dev.tributary.delivery.store.Delivery.Result;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

/** Ends the deliveries of events whose user was erased. Errors of the driver pass through unchanged. */
public final class ErasedDeliveries {

    private final DeliveryReader deliveries;
    private final DeliveryQueue queue;
    private final AttemptStore attempts;
    private final Clock clock;

    public ErasedDeliveries(DeliveryReader deliveries, DeliveryQueue queue, AttemptStore attempts, Clock clock) {
        this.deliveries = deliveries;
        this.queue = queue;
        this.attempts = attempts;
        this.clock = clock;
    }

    /**
     * Cancels what waits in the queue, with the outcome {@code erased}, and forgets what endpoints have answered. A delivery of
     * which an attempt is under way ends by itself: no event is found for its next attempt. A second call changes nothing.
     */
    public void end(Collection<String> eventIds) {
        List<String> ids = eventIds.stream()
                .flatMap(id -> deliveries.waitingOf(id).stream())
                .toList();
        if (!ids.isEmpty()) {
            List<Delivery> claimed = queue.claim(ids);
            queue.orRelease(claimed, () -> {
                attempts.insert(claimed.stream()
                        .map(one -> new Result(one, Attempt.erased(clock.instant()), new DeliveryOutcome.Cancelled()))
                        .toList());
                queue.finish(claimed);
                return claimed;
            });
        }
        eventIds.forEach(attempts::forgetResponses);
    }
}
