package dev.tributary.delivery.replay;

import dev.tributary.delivery.Deliveries;
import dev.tributary.delivery.replay.RangeJob.Kind;
import dev.tributary.delivery.store.Delivery;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryReader;
import dev.tributary.delivery.store.NewDelivery;
import dev.tributary.mongo.JobQueue.Claimed;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.subscription.SubscriptionDirectory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works through the ranges page by page, each for a short time in turn. A page that a crash interrupts is done again by
 * the gateway that has the job next; what it added before is not added twice.
 */
final class RangeWork {

    private static final Logger log = LoggerFactory.getLogger(RangeWork.class);
    private static final int MAX_JOBS = 4;
    private static final int PAGE = 500;
    private static final long SLICE = Duration.ofSeconds(1).toNanos();
    private static final Duration IDLE = Duration.ofSeconds(2);
    /** An attempt that is under way ends within the lease of its delivery. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final RangeJobStore jobs;
    private final RangeReader ranges;
    private final DeliveryReader deliveries;
    private final Deliveries queue;
    private final SubscriptionDirectory subscriptions;
    private final Clock clock;

    RangeWork(
            RangeJobStore jobs,
            RangeReader ranges,
            DeliveryReader deliveries,
            Deliveries queue,
            SubscriptionDirectory subscriptions,
            Clock clock) {
        this.jobs = jobs;
        this.ranges = ranges;
        this.deliveries = deliveries;
        this.queue = queue;
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    Duration round() {
        List<Claimed<RangeJob>> claimed = jobs.queue().claim(MAX_JOBS);
        for (Claimed<RangeJob> job : claimed) {
            try {
                work(job);
            } catch (RuntimeException e) {
                log.warn(
                        "{} {} is continued later, because a page failed: {}",
                        name(job),
                        job.job().id(),
                        e.toString());
                jobs.queue().goOn(job, clock.instant().plus(LOOK_AGAIN));
            }
        }
        return claimed.isEmpty() ? IDLE : Duration.ofMillis(10);
    }

    private void work(Claimed<RangeJob> claimed) {
        long end = System.nanoTime() + SLICE;
        String position = claimed.job().position();
        do {
            position = claimed.job().kind() == Kind.REPLAY ? replay(claimed, position) : cancel(claimed, position);
            if (position == null) {
                return;
            }
        } while (end - System.nanoTime() > 0);
        jobs.queue().goOn(claimed, clock.instant());
    }

    /** Gives the next position; null when the job has ended or another gateway has it. */
    private @Nullable String replay(Claimed<RangeJob> claimed, @Nullable String position) {
        subscriptions.follow(); // what was written before the replay was asked for is seen
        if (!subscriptions.isFresh()) {
            throw new IllegalStateException("the subscriptions are not known");
        }
        long[] count = new long[1];
        boolean[] lost = new boolean[1];
        String next = ranges.read(claimed.job().range(), claimed.job().id(), position, batch -> {
            lost[0] = lost[0] || !jobs.queue().renew(claimed);
            if (!lost[0]) {
                queue.addMissing(batch);
                if (claimed.job().range().states().isEmpty()) {
                    cancelReplaced(batch); // afterwards, so that a crash leaves two deliveries rather than none
                }
                count[0] += batch.size();
            }
        });
        if (lost[0]) {
            return null;
        }
        if (next == null) {
            end(claimed, count[0]);
            return null;
        }
        return jobs.advance(claimed, next, count[0], false) ? next : null;
    }

    /** A replay takes the place of a delivery that is pending; an attempt that is under way goes on. */
    private void cancelReplaced(List<NewDelivery> replays) {
        queue.cancel(replays.stream()
                .map(replay ->
                        Delivery.id(replay.event().id(), replay.subscription().id()))
                .toList());
    }

    /** As {@link #replay}. Deliveries of which an attempt is under way are looked at again when all others are done. */
    private @Nullable String cancel(Claimed<RangeJob> claimed, @Nullable String position) {
        IdPage<String> page = deliveries
                .findPending(claimed.job().range().deliveries(position, PAGE))
                .map(DeliveryListing::id);
        Set<String> cancelled = page.found().isEmpty() ? Set.of() : queue.cancel(page.found());
        boolean skipped = cancelled.size() < page.found().size();
        String next = page.next();
        if (next != null) {
            return jobs.advance(claimed, next, cancelled.size(), skipped) ? next : null;
        }
        if (skipped || jobs.isSkipped(claimed)) {
            jobs.beginAgain(claimed, cancelled.size(), clock.instant().plus(LOOK_AGAIN));
        } else {
            end(claimed, cancelled.size());
        }
        return null;
    }

    private void end(Claimed<RangeJob> claimed, long count) {
        jobs.end(claimed, count);
        log.info("{} {} has ended", name(claimed), claimed.job().id());
    }

    private static String name(Claimed<RangeJob> claimed) {
        return claimed.job().kind().wireName();
    }
}
