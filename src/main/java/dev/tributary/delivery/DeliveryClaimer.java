package dev.tributary.delivery;

import static java.util.stream.Collectors.toSet;

import dev.tributary.delivery.Backlog.Claiming;
import dev.tributary.delivery.store.Attempt;
import dev.tributary.delivery.store.AttemptStore;
import dev.tributary.delivery.store.Delivery;
import dev.tributary.delivery.store.Delivery.InMemory;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.DeliveryOutcome;
import dev.tributary.delivery.store.DeliveryQueue;
import dev.tributary.delivery.store.DeliveryQueue.FromQueue;
import dev.tributary.eventstore.EventReader;
import dev.tributary.platform.membership.Membership;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionDirectory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves deliveries between the queue and memory: claims what is due for endpoints below their limit in memory, and puts back what
 * memory gave up. Cancels what is stored for subscriptions that ended.
 */
final class DeliveryClaimer implements SubscriptionDirectory.Listener {

    private static final Logger log = LoggerFactory.getLogger(DeliveryClaimer.class);
    private static final int BATCH = 256;
    private static final int ASKED_AT_ONCE = 200;
    /** An endpoint that still has so many in memory needs no claim yet. */
    private static final int ENOUGH = 64;

    private static final Duration MAX_WAIT = Duration.ofMillis(500);
    private static final Duration MAX_STOP = Duration.ofSeconds(22);

    private final DeliveryQueue queue;
    private final QueueAdditions additions;
    private final AttemptStore attempts;
    private final Backlog backlog;
    private final DeliverySender sender;
    private final DeliveriesInMemory memory;
    private final OutcomeWriter outcomes;
    private final DeliverySteps steps;
    private final EventReader events;
    private final SubscriptionDirectory subscriptions;
    private final Membership membership;
    private final Clock clock;

    DeliveryClaimer(
            DeliveryQueue queue,
            QueueAdditions additions,
            AttemptStore attempts,
            Backlog backlog,
            DeliverySender sender,
            DeliveriesInMemory memory,
            OutcomeWriter outcomes,
            DeliverySteps steps,
            EventReader events,
            SubscriptionDirectory subscriptions,
            Membership membership,
            Clock clock) {
        this.queue = queue;
        this.additions = additions;
        this.attempts = attempts;
        this.backlog = backlog;
        this.sender = sender;
        this.memory = memory;
        this.outcomes = outcomes;
        this.steps = steps;
        this.events = events;
        this.subscriptions = subscriptions;
        this.membership = membership;
        this.clock = clock;
        subscriptions.listen(this);
    }

    /** Its deliveries are looked for in the next round, and cancelled. */
    @Override
    public void ended(String subscriptionId) {
        backlog.due(subscriptionId, clock.instant());
        sender.forget(subscriptionId);
    }

    Duration round() {
        putBack();
        backlog.stored(membership.backlogOfOthers());
        ask();
        boolean more = false;
        List<String> due = backlog.due(clock.instant());
        Collections.shuffle(due); // so that two gateways begin at different endpoints
        for (String endpoint : due) {
            more |= claim(endpoint);
        }
        return more ? Duration.ofMillis(10) : untilNextDue();
    }

    /** Ends with everything in the queue that was in memory: a shutdown is not an attempt. */
    void stop() {
        sender.close();
        putBack();
        try {
            sender.awaitIdle(MAX_STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        putBack();
    }

    private Duration untilNextDue() {
        Instant next = backlog.nextDue();
        if (next == null) {
            return MAX_WAIT;
        }
        Duration wait = Duration.between(clock.instant(), next);
        if (wait.isNegative() || wait.isZero()) {
            return Duration.ofMillis(50); // due, but its endpoint is at its limit now
        }
        return wait.compareTo(MAX_WAIT) < 0 ? wait : MAX_WAIT;
    }

    /** Asks the queue for endpoints that other gateways, or an earlier run, stored something for. */
    private void ask() {
        List<String> ready = backlog.toAsk().stream().filter(this::canTake).toList();
        for (int from = 0; from < ready.size(); from += ASKED_AT_ONCE) {
            List<String> asked = ready.subList(from, Math.min(ready.size(), from + ASKED_AT_ONCE));
            Set<String> due = queue.due(asked, 2 * ASKED_AT_ONCE);
            backlog.asked(asked, due, clock.instant());
            asked.stream().filter(id -> !due.contains(id)).forEach(this::forgetIfEmpty);
        }
    }

    private boolean canTake(String endpoint) {
        Subscription subscription = subscriptions.find(endpoint).orElse(null);
        if (subscription == null && subscriptions.isUnreadable(endpoint)) {
            return false; // its deliveries wait until it is repaired
        }
        return subscription == null || !subscription.enabled() || sender.capacity(subscription) > 0;
    }

    private void forgetIfEmpty(String endpoint) {
        Long changes = backlog.changes(endpoint);
        if (changes != null && queue.isEmpty(endpoint)) {
            backlog.remove(endpoint, changes);
        }
    }

    /** True: more may be due for the endpoint, which is below its limit. */
    private boolean claim(String endpoint) {
        Claiming begun = backlog.claiming(endpoint, clock.instant());
        Subscription subscription = subscriptions.find(endpoint).orElse(null);
        if (subscription == null && subscriptions.isUnreadable(endpoint)) {
            backlog.claimed(begun, false);
            return false;
        }
        if (subscription == null || !subscription.enabled()) {
            return cancelUnlessEnabled(begun);
        }
        int capacity = Math.min(BATCH, sender.capacity(subscription));
        if (capacity == 0 || sender.waiting(subscription) >= ENOUGH) {
            return false;
        }
        List<FromQueue> claimed = queue.claim(endpoint, capacity);
        List<Delivery> all = claimed.stream().map(FromQueue::delivery).toList();
        take(subscription, queue.orRelease(all, () -> withoutEnded(claimed, all)));
        backlog.claimed(begun, claimed.size() == capacity);
        return claimed.size() == capacity;
    }

    /** Where an earlier claim did not end, its outcome may be recorded although the delivery still stands here. */
    private List<Delivery> withoutEnded(List<FromQueue> claimed, List<Delivery> all) {
        List<String> expired = claimed.stream()
                .filter(FromQueue::leaseExpired)
                .map(one -> one.delivery().id())
                .toList();
        Set<String> ended = expired.isEmpty() ? Set.of() : attempts.ended(expired);
        queue.finish(matching(all, delivery -> ended.contains(delivery.id())));
        return matching(all, delivery -> !ended.contains(delivery.id()));
    }

    private void take(Subscription subscription, List<Delivery> claimed) {
        if (claimed.isEmpty()) {
            return;
        }
        Set<String> ids = claimed.stream().map(Delivery::eventId).collect(toSet());
        var stored = queue.orRelease(claimed, () -> events.byId(ids));
        List<Delivery> refused = new ArrayList<>();
        // of those in memory the outcome is being recorded; their leases just end
        for (Delivery delivery : matching(claimed, one -> !memory.contains(one.id()))) {
            var event = stored.get(delivery.eventId());
            if (event == null || event.isErased()) {
                Attempt erased = event == null ? null : Attempt.erased(clock.instant());
                outcomes.record(new Result(delivery, erased, new DeliveryOutcome.Cancelled()));
            } else if (event.isUnreadable()) {
                outcomes.record(steps.unreadable(delivery));
            } else if (!sender.offer(delivery.with(event.body()), subscription)) {
                refused.add(delivery);
            }
        }
        putBack(refused);
    }

    /** What is enabled in the store is not in view yet, or cannot be read: its deliveries wait. */
    private boolean cancelUnlessEnabled(Claiming begun) {
        String endpoint = begun.endpoint();
        List<Delivery> stored = subscriptions.isEnabledInStore(endpoint) ? List.of() : queue.some(endpoint, BATCH);
        if (!stored.isEmpty()) {
            attempts.insert(stored.stream()
                    .map(delivery -> new Result(delivery, null, new DeliveryOutcome.Cancelled()))
                    .toList());
            queue.remove(stored.stream().map(Delivery::id).toList());
            log.info("Cancelled {} deliveries of subscription {}, which ended", stored.size(), endpoint);
        }
        backlog.claimed(begun, stored.size() == BATCH);
        return stored.size() == BATCH;
    }

    private void putBack() {
        putBack(sender.takeWithdrawn());
    }

    private void putBack(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            return;
        }
        List<Delivery> claimed = matching(deliveries, delivery -> delivery.token() != null);
        List<Delivery> own = matching(deliveries, sender::isOwn);
        try {
            additions.add(own, clock.instant());
            queue.release(claimed);
        } catch (RuntimeException e) {
            deliveries.forEach(sender::withdraw); // put back in the next round
            throw e;
        }
        deliveries.forEach(memory::remove);
        claimed.forEach(delivery -> backlog.due(delivery.subscriptionId(), clock.instant()));
        own.forEach(delivery -> ((InMemory) delivery.ownership()).recorded().run());
    }

    private static List<Delivery> matching(List<Delivery> deliveries, Predicate<Delivery> condition) {
        return deliveries.stream().filter(condition).toList();
    }
}
