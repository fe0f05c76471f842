package dev.tributary.delivery.replay;

import dev.tributary.delivery.Deliveries;
import dev.tributary.delivery.replay.RangeJob.Kind;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryReader;
import dev.tributary.delivery.store.NewDelivery;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.subscription.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Replays and cancels deliveries. Each call can be repeated with the same id and changes nothing then. Errors of the
 * driver pass through unchanged.
 */
public final class Replays {

    private static final int PAGE = 500;

    private final RangeJobStore jobs;
    private final RangeReader ranges;
    private final DeliveryReader deliveries;
    private final Deliveries queue;
    private final Runnable wake;
    private final Clock clock;

    /** @param wake is run when there is a new range */
    Replays(
            RangeJobStore jobs,
            RangeReader ranges,
            DeliveryReader deliveries,
            Deliveries queue,
            Runnable wake,
            Clock clock) {
        this.jobs = jobs;
        this.ranges = ranges;
        this.deliveries = deliveries;
        this.queue = queue;
        this.wake = wake;
        this.clock = clock;
    }

    /** Adds one delivery to the queue, whatever the subscription's selection. */
    public void replay(StoredEvent event, Subscription subscription, String replayId) {
        queue.addMissing(List.of(new NewDelivery(event, subscription, replayId)));
    }

    /** Cancels one pending delivery. False: an attempt is under way, or it has ended. */
    public boolean cancel(String deliveryId) {
        return !queue.cancel(Set.of(deliveryId)).isEmpty();
    }

    /**
     * How many deliveries a range has.
     *
     * @param complete false: only a part was looked at, because it took too long
     */
    public record Count(long count, boolean complete) {}

    /**
     * How many deliveries a range has now; nothing is written.
     *
     * @param deadline after which no further page is looked at
     */
    public Count count(Kind kind, Range range, Duration deadline) {
        return kind == Kind.REPLAY ? ranges.count(range, deadline) : pending(range, deadline);
    }

    private Count pending(Range range, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        long count = 0;
        String position = null;
        do {
            IdPage<DeliveryListing> page = deliveries.findPending(range.deliveries(position, PAGE));
            count += page.found().size();
            position = page.next();
        } while (position != null && end - System.nanoTime() > 0);
        return new Count(count, position == null);
    }

    /** How many replays and cancellations of a tenant have not ended. */
    public long running(String tenant) {
        return jobs.running(tenant);
    }

    /** Begins a range; it goes on in the background, at any gateway. */
    public void start(String id, Kind kind, Range range) {
        jobs.add(RangeJob.of(id, kind, range, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        wake.run();
    }

    public Optional<RangeJob> find(String tenant, Kind kind, String id) {
        return jobs.find(tenant, kind, id);
    }
}
