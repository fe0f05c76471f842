package dev.tributary.fanout;

import static java.util.stream.Collectors.toSet;

import dev.tributary.delivery.Deliveries;
import dev.tributary.delivery.store.NewDelivery;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.platform.membership.Membership;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionDirectory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;

/**
 * Fans out what this gateway stores, in the order in which it was stored. A delivery goes to memory up to the limit
 * of its endpoint, else to the queue; an event is closed when each of its deliveries is recorded or queued. When a subscription
 * becomes effective, what was fanned out by an older view is compared with it (back-fill). Every gateway does so for
 * its own events, on this one thread, so that no delivery is added twice at a time.
 */
final class FanOut implements SubscriptionDirectory.Listener {

    private static final int MAX_BODIES = 16_384;
    private static final int BATCH_EVENTS = 512;
    private static final int BATCH_DELIVERIES = 1000;
    private static final long POLL_MILLIS = 200;

    private record Waiting(StoredEvent event, @Nullable String writer) {}

    /** An event that had no place in memory, or is to be looked at again. */
    private record ToRead(String id, @Nullable String writer) {}

    private final SubscriptionDirectory subscriptions;
    private final Deliveries deliveries;
    private final MissingDeliveries missing;
    private final EventReader events;
    private final OpenEvents open;
    private final Membership membership;
    private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>(MAX_BODIES);
    private final Queue<ToRead> toRead = new ConcurrentLinkedQueue<>();

    private final Queue<Subscription> effective = new ConcurrentLinkedQueue<>();
    private volatile boolean looksAgain;

    /** What an error of the store has left to be done. */
    private final Deque<NewDelivery> toQueue = new ArrayDeque<>();

    private final List<StoredEvent> toLookUp = new ArrayList<>();

    FanOut(
            SubscriptionDirectory subscriptions,
            Deliveries deliveries,
            MissingDeliveries missing,
            EventReader events,
            OpenEvents open,
            Membership membership) {
        this.subscriptions = subscriptions;
        this.deliveries = deliveries;
        this.missing = missing;
        this.events = events;
        this.open = open;
        this.membership = membership;
        subscriptions.listen(this);
    }

    /** Takes note, and never blocks: what has no place in memory is read from the store later. */
    @EventListener
    void stored(EventsStored stored) {
        for (StoredEvent event : stored.events()) {
            if (!event.isForSubscribers()) {
                open.end(event.id());
            } else if (!waiting.offer(new Waiting(event, stored.writer()))) {
                toRead.add(new ToRead(event.id(), stored.writer()));
            }
        }
    }

    @Override
    public void effective(Subscription subscription) {
        if (subscription.enabled() && subscription.type().receivesEvents()) {
            effective.add(subscription);
        }
    }

    /** Another gateway has taken over from this one's name: what was fanned out and is open is looked at under the new one. */
    void lookAgain() {
        looksAgain = true;
    }

    /** Whether that is still to be done. */
    boolean looksAgain() {
        return looksAgain;
    }

    /** How many events wait to be fanned out. */
    int waiting() {
        return waiting.size() + toRead.size();
    }

    /** Waits for events and fans them out. What an error leaves is done in the next round. */
    Duration round() throws InterruptedException {
        finish();
        if (looksAgain) {
            looksAgain = false;
            lookAtOpenEvents();
        }
        Subscription next = effective.peek();
        if (next != null) {
            missing.ofOwnEvents(TimeOrderedId.lowest(next.moments().effectiveFrom()), next);
            effective.remove();
        }
        Waiting first = waiting.poll(effective.isEmpty() ? POLL_MILLIS : 0, TimeUnit.MILLISECONDS);
        if (first != null) {
            fanOut(first);
        }
        fanOutWaiting();
        if (waiting.isEmpty()) {
            readEvents();
        }
        finish();
        return Duration.ZERO;
    }

    /** Fans out everything that waits. */
    void flush() {
        while (!waiting.isEmpty() || !toRead.isEmpty() || !toQueue.isEmpty() || !toLookUp.isEmpty()) {
            fanOutWaiting();
            readEvents();
            finish();
        }
    }

    /** What awaits its fan-out is left: its turn comes, and it is not in memory yet. */
    private void lookAtOpenEvents() {
        deliveries.forgetFormerNames();
        open.ids().stream().filter(id -> !open.awaitsFanOut(id)).forEach(id -> toRead.add(new ToRead(id, null)));
    }

    private void fanOutWaiting() {
        for (int i = 1; i < BATCH_EVENTS && toQueue.size() < BATCH_DELIVERIES; i++) {
            Waiting next = waiting.poll();
            if (next == null) {
                return;
            }
            fanOut(next);
        }
    }

    /** An event that is not found is read again, unless it was removed meanwhile. */
    private void readEvents() {
        List<ToRead> batch = toRead.stream().limit(BATCH_EVENTS).toList();
        Set<String> ids = batch.stream().map(ToRead::id).collect(toSet());
        if (ids.isEmpty()) {
            return;
        }
        Map<String, StoredEvent> found = events.byId(ids);
        ids.removeAll(found.keySet());
        Set<String> present = ids.isEmpty() ? Set.of() : events.present(ids);
        for (ToRead next : batch) {
            StoredEvent event = found.get(next.id());
            if (event != null) {
                fanOut(new Waiting(event, next.writer()));
            } else if (present.contains(next.id())) {
                toRead.add(next);
            } else {
                open.end(next.id());
            }
            toRead.remove();
        }
    }

    private void fanOut(Waiting next) {
        StoredEvent event = next.event();
        boolean ordinary =
                event.pending() == Pending.NOTHING && membership.writer().equals(next.writer());
        open.fannedOut(event.id());
        if (event.isErased()) {
            open.end(event.id());
            return;
        }
        if (ordinary) {
            intoMemory(event, next.writer());
        } else {
            toLookUp.add(event);
        }
    }

    private void intoMemory(StoredEvent event, @Nullable String writer) {
        List<Subscription> matching = subscriptions.matching(event.event());
        if (matching.isEmpty()) {
            open.end(event.id());
            return;
        }
        AtomicInteger left = new AtomicInteger(matching.size());
        Runnable recorded = () -> {
            if (left.decrementAndGet() == 0) {
                open.end(event.id());
            }
        };
        for (Subscription subscription : matching) {
            var found = new NewDelivery(event, subscription, writer, null, recorded);
            if (!deliveries.offer(found)) {
                toQueue.add(found);
            }
        }
    }

    /** Does what needs the store; after an error it goes on where it was. */
    private void finish() {
        while (!toQueue.isEmpty()) {
            List<NewDelivery> batch = toQueue.stream().limit(BATCH_DELIVERIES).toList();
            deliveries.queue(batch);
            batch.forEach(one -> toQueue.remove());
        }
        if (!toLookUp.isEmpty()) {
            missing.of(toLookUp);
            toLookUp.clear();
        }
    }
}
