package dev.tributary.delivery;

import com.mongodb.MongoException;
import dev.tributary.event.Event;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.subscription.Arrivals;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionDirectory;
import dev.tributary.work.WorkQueue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/**
 * Makes a delivery for each event and each subscription that it matches, then takes the event's mark off. A sweep, at
 * start-up and every 30 seconds, does the same for events whose mark a crash has left. Doing it twice makes nothing twice.
 */
final class FanOut implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(FanOut.class);
    private static final int BATCH = 512;
    private static final int WAITING_AT_MOST = 8192;
    private static final long SWEEP = TimeUnit.SECONDS.toNanos(30);
    /** Younger events are still in the hands of the gateway that stored them. */
    private static final Duration LEFT_BEHIND = Duration.ofSeconds(5);

    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final EventStore events;
    private final SubscriptionDirectory subscriptions;
    private final DeliveryQueue queue;
    private final DeliveryHistory history;
    private final DeliveryClaims claims;
    private final DeliveryDispatcher dispatcher;
    private final Clock clock;
    private final Arrivals arrivals;
    private final BlockingQueue<StoredEvent> waiting = new LinkedBlockingQueue<>(WAITING_AT_MOST);
    private final Set<String> waitingIds = ConcurrentHashMap.newKeySet();
    private final Thread worker = new Thread(this::run, "fan-out");
    private volatile boolean running;
    private volatile boolean overflown;

    FanOut(
            EventStore events,
            SubscriptionDirectory subscriptions,
            DeliveryQueue queue,
            DeliveryHistory history,
            DeliveryClaims claims,
            DeliveryDispatcher dispatcher,
            Clock clock) {
        this.events = events;
        this.subscriptions = subscriptions;
        this.queue = queue;
        this.history = history;
        this.claims = claims;
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.arrivals = new Arrivals(subscriptions, clock);
        worker.setDaemon(true);
    }

    /** Takes note, and never waits: what has no room is found by its mark. */
    @EventListener
    void stored(EventsStored stored) {
        for (StoredEvent event : stored.events()) {
            boolean due = event.event().fanOut() == Event.FanOut.DUE
                    && waitingIds.add(event.event().id());
            if (due && !waiting.offer(event)) {
                waitingIds.remove(event.event().id());
                overflown = true;
            }
        }
    }

    @Override
    public void start() {
        running = true;
        worker.start();
    }

    /** Ends after the batch at hand; what is left is found by its mark. */
    @Override
    public void stop() {
        running = false;
        try {
            worker.join(TimeUnit.SECONDS.toMillis(2));
            worker.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        long sweepAt = System.nanoTime();
        try {
            while (running) {
                StoredEvent next = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (next != null) {
                    List<StoredEvent> batch = new ArrayList<>(List.of(next));
                    waiting.drainTo(batch, BATCH - 1);
                    fanOut(batch);
                }
                Subscription arrived = arrivals.poll();
                if (arrived != null) {
                    untilDone(() -> lookBack(arrived));
                }
                boolean missed = overflown && waiting.isEmpty();
                if (missed || System.nanoTime() - sweepAt >= 0) {
                    overflown &= !missed;
                    sweepAt = System.nanoTime() + SWEEP;
                    untilDone(() -> sweep(missed ? Duration.ZERO : LEFT_BEHIND));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Repeats a step that the store refuses; each repetition finds what the last one has done. */
    private boolean untilDone(Runnable step) throws InterruptedException {
        long pause = 100;
        while (running) {
            try {
                step.run();
                return true;
            } catch (MongoException e) {
                log.warn("Fan-out waits for the store: {}", e.getMessage());
                TimeUnit.MILLISECONDS.sleep(pause);
                pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            } catch (RuntimeException | Error e) {
                log.error("Fan-out goes on without some events, which keep their marks", e);
                waitingIds.clear();
                return false;
            }
        }
        return false;
    }

    /** Two steps, since deliveries that are there must not be made again: they may have ended by then. */
    private void fanOut(List<StoredEvent> batch) throws InterruptedException {
        String token = WorkQueue.newToken();
        if (untilDone(() -> addStored(batch, token)) && untilDone(() -> events.fannedOut(ids(batch)))) {
            ids(batch).forEach(waitingIds::remove);
        }
    }

    /** Of events that this gateway has just stored; sent from memory where there is room. */
    private void addStored(List<StoredEvent> batch, String token) {
        long since = System.nanoTime();
        List<Document> documents = new ArrayList<>();
        List<Delivery> leased = new ArrayList<>();
        List<StoredEvent> late = new ArrayList<>();
        Map<String, Integer> taken = new HashMap<>();
        for (StoredEvent stored : batch) {
            Event event = stored.event();
            if (event.recordedTime().isBefore(clock.instant().minus(LEFT_BEHIND))) {
                late.add(stored);
                continue;
            }
            for (Subscription subscription : subscriptions.matching(event)) {
                String id = subscription.id();
                if (queue.sendsAtOnce() && dispatcher.hasRoom(id, taken.getOrDefault(id, 0))) {
                    taken.merge(id, 1, Integer::sum);
                    documents.add(queue.bornLeased(event, id, token));
                    leased.add(new Delivery(event.tenant(), event.id(), id, stored.body(), token, 0));
                } else {
                    documents.add(queue.due(event, id));
                }
            }
        }
        // another gateway's sweep may have seen these, and their deliveries may have ended
        addMissing(late, null);
        Set<String> mine = queue.add(documents, token);
        leased.removeIf(delivery -> !mine.contains(delivery.id()));
        dispatcher.take(leased, since);
        if (documents.size() > leased.size()) {
            claims.expect(queue.firstDue());
        }
    }

    private static List<String> ids(List<StoredEvent> stored) {
        return stored.stream().map(one -> one.event().id()).toList();
    }

    private void sweep(Duration age) {
        List<StoredEvent> found;
        do {
            found = events.marked(Event.FanOut.DUE, clock.instant().minus(age), BATCH).stream()
                    .filter(stored -> !waitingIds.contains(stored.event().id()))
                    .toList();
            if (!found.isEmpty()) {
                log.info("Fanning out {} events that were left behind", found.size());
                addMissing(found, null);
                events.fannedOut(ids(found));
            }
        } while (!found.isEmpty() && running);
    }

    /** At what was recorded before this gateway's view had a subscription. */
    private void lookBack(Subscription subscription) {
        String id = subscription.id();
        Instant until = clock.instant().plusMillis(1);
        events.recordedBetween(subscription.tenant(), subscription.moments().created(), until, BATCH, page -> {
            addMissing(page.stream().filter(StoredEvent::isForSubscribers).toList(), id);
            return running;
        });
    }

    /** Adds what is neither there nor ended; for whoever claims it. */
    private void addMissing(List<StoredEvent> found, @Nullable String onlyFor) {
        String token = WorkQueue.newToken();
        List<Document> documents = new ArrayList<>();
        for (StoredEvent stored : found) {
            for (Subscription subscription : subscriptions.matching(stored.event())) {
                if (onlyFor == null || onlyFor.equals(subscription.id())) {
                    documents.add(queue.withheld(stored.event(), subscription.id(), token));
                }
            }
        }
        if (history.addMissing(documents, token)) {
            claims.expect(queue.firstDue());
        }
    }
}
