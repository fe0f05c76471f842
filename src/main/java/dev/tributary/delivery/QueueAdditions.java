package dev.tributary.delivery;

import static java.util.stream.Collectors.toSet;

import dev.tributary.delivery.store.AttemptStore;
import dev.tributary.delivery.store.Delivery;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.DeliveryOutcome.RetryAt;
import dev.tributary.delivery.store.DeliveryQueue;
import dev.tributary.delivery.store.DeliveryQueue.Due;
import dev.tributary.mongo.LeaseQueue;
import dev.tributary.platform.membership.Membership;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Adds to the queue what stands only in memory; what is in the queue already stays as it is. While this gateway holds its
 * lease, no other one makes these deliveries. Without it, another gateway may have taken over and made them: then the
 * history is asked, and only what has not ended is added.
 */
final class QueueAdditions {

    private final DeliveryQueue queue;
    private final AttemptStore attempts;
    private final Backlog backlog;
    private final Membership membership;

    QueueAdditions(DeliveryQueue queue, AttemptStore attempts, Backlog backlog, Membership membership) {
        this.queue = queue;
        this.attempts = attempts;
        this.backlog = backlog;
        this.membership = membership;
    }

    /** Adds deliveries by one durable write. */
    void add(List<Delivery> deliveries, Instant due) {
        add(deliveries.stream().map(delivery -> new Due(delivery, due)).toList());
    }

    /** Adds deliveries whose attempt failed, each due at its own time. */
    void addRetries(List<Result> results) {
        Set<String> ended = add(results.stream()
                .map(result -> new Due(result.delivery().after(result.attempt()), ((RetryAt) result.outcome()).at()))
                .toList());
        results.stream()
                .filter(result -> ended.contains(result.delivery().id()))
                .forEach(attempts::add);
    }

    /** Adds deliveries that may have ended, or belong to another gateway. */
    void addUnlessEnded(List<Delivery> deliveries, Instant due) {
        addUnlessEnded(
                deliveries.stream().map(delivery -> new Due(delivery, due)).toList());
    }

    /** Returns the ids of those that have ended. */
    private Set<String> add(List<Due> added) {
        if (!holds(added)) {
            return addUnlessEnded(added);
        }
        return noting(added, () -> {
            queue.add(added);
            // this gateway may have stood still between the look at its lease and the write
            return holds(added) ? Set.of() : removeEnded(added, queue.claim(ids(added)));
        });
    }

    private boolean holds(List<Due> added) {
        return membership.holdsLease() && added.stream().allMatch(this::isOwn);
    }

    /** Adds them under a lease first: what is looked up after that cannot end meanwhile. */
    private Set<String> addUnlessEnded(List<Due> found) {
        return noting(found, () -> removeEnded(found, queue.addLeased(found, LeaseQueue.newToken())));
    }

    /** Removes from the queue what has ended; what another gateway has claimed is left. Returns the ids of those that have ended. */
    private Set<String> removeEnded(List<Due> added, List<Delivery> claimed) {
        return queue.orRelease(claimed, () -> {
            Set<String> ended = attempts.ended(ids(added));
            queue.finish(claimed.stream()
                    .filter(delivery -> ended.contains(delivery.id()))
                    .toList());
            queue.release(claimed.stream()
                    .filter(delivery -> !ended.contains(delivery.id()))
                    .toList());
            return ended;
        });
    }

    private static List<String> ids(List<Due> added) {
        return added.stream().map(one -> one.delivery().id()).toList();
    }

    private boolean isOwn(Due added) {
        return added.delivery().isInMemoryOf(membership.writer());
    }

    /** The backlog has to know of these endpoints before anything is stored for them. */
    private Set<String> noting(List<Due> added, Supplier<Set<String>> write) {
        if (added.isEmpty()) {
            return Set.of();
        }
        Set<String> endpoints =
                added.stream().map(one -> one.delivery().subscriptionId()).collect(toSet());
        Instant first = added.stream().map(Due::at).min(Instant::compareTo).orElseThrow();
        backlog.adding(endpoints);
        try {
            return write.get();
        } finally {
            backlog.added(endpoints, first);
        }
    }
}
