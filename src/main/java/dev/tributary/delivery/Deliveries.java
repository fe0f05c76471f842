package dev.tributary.delivery;

import dev.tributary.delivery.store.AttemptStore;
import dev.tributary.delivery.store.Delivery;
import dev.tributary.delivery.store.Delivery.InMemory;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.DeliveryOutcome;
import dev.tributary.delivery.store.DeliveryQueue;
import dev.tributary.delivery.store.NewDelivery;
import dev.tributary.egress.RetryPolicy;
import dev.tributary.platform.membership.Membership;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes deliveries to be made: in memory up to the limit of the endpoint, else in the queue. Nothing is written for a
 * delivery that is made at once but its end. Errors of the driver pass through unchanged.
 */
public final class Deliveries {

    private final DeliverySender sender;
    private final DeliveriesInMemory memory;
    private final DeliveryQueue queue;
    private final QueueAdditions additions;
    private final AttemptStore attempts;
    private final Backlog backlog;
    private final Membership membership;
    private final RetryPolicy schedule;
    private final Clock clock;

    Deliveries(
            DeliverySender sender,
            DeliveriesInMemory memory,
            DeliveryQueue queue,
            QueueAdditions additions,
            AttemptStore attempts,
            Backlog backlog,
            Membership membership,
            RetryPolicy schedule,
            Clock clock) {
        this.sender = sender;
        this.memory = memory;
        this.queue = queue;
        this.additions = additions;
        this.attempts = attempts;
        this.backlog = backlog;
        this.membership = membership;
        this.schedule = schedule;
        this.clock = clock;
    }

    /** Takes a delivery into memory, to be made when its turn comes. False: it has to go to the queue. */
    public boolean offer(NewDelivery found) {
        return !found.event().isUnreadable()
                && schedule.waits().get(0).isZero()
                && sender.isReady(found.subscription())
                && sender.offer(inMemory(found), found.subscription());
    }

    /** Adds deliveries to the queue by one durable write; those that are there already stay as they are. */
    public void queue(List<NewDelivery> found) {
        if (found.isEmpty()) {
            return;
        }
        additions.add(
                found.stream().map(this::inMemory).toList(),
                clock.instant().plus(schedule.waits().get(0)));
        found.forEach(one -> one.recorded().run());
    }

    /**
     * Adds to the queue what is not in memory, not in the queue and has not ended.
     *
     * @return the ids of the events that have deliveries only in memory, whose outcomes close them
     */
    public Set<String> addMissing(List<NewDelivery> found) {
        Set<String> inMemory = new HashSet<>();
        List<NewDelivery> candidates = new ArrayList<>();
        for (NewDelivery one : found) {
            Delivery held = memory.find(one.id());
            if (held == null) {
                candidates.add(one);
            } else if (held.token() == null) {
                inMemory.add(one.event().id());
            }
        }
        additions.addUnlessEnded(candidates.stream().map(this::inMemory).toList(), clock.instant());
        return inMemory;
    }

    /**
     * Cancels deliveries that wait in the queue.
     *
     * @return the ids of those that were cancelled; of the others an attempt is under way, or they have ended
     */
    public Set<String> cancel(Collection<String> ids) {
        List<Delivery> claimed = queue.claim(ids);
        return queue.orRelease(claimed, () -> {
            attempts.insert(claimed.stream()
                    .map(delivery -> new Result(delivery, null, new DeliveryOutcome.Cancelled()))
                    .toList());
            queue.finish(claimed);
            return claimed.stream().map(Delivery::id).collect(Collectors.toSet());
        });
    }

    /** Looks after the endpoints for which a gateway that ended stored deliveries. */
    public void takeOver(Set<String> endpoints) {
        membership.addBacklog(endpoints);
        backlog.stored(endpoints);
    }

    /** Looks for stored deliveries of all endpoints, where no gateway has left a list of them. */
    public void findBacklog() {
        takeOver(queue.subscriptionIds());
    }

    private Delivery inMemory(NewDelivery found) {
        return new Delivery(
                found.id(),
                found.event().event().tenant(),
                found.event().id(),
                found.event().event().type(),
                found.subscription().id(),
                found.event().body(),
                List.of(),
                new InMemory(found.writer(), found.recorded()));
    }

    /** Forgets what was taken under a former name: the gateway that took over has added it to the queue. */
    public void forgetFormerNames() {
        memory.removeIf(delivery -> delivery.token() == null && !sender.isOwn(delivery));
    }
}
