package dev.tributary.delivery;

import com.mongodb.MongoException;
import dev.tributary.delivery.Delivery.Outcome;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.subscription.SubscriptionDirectory;
import dev.tributary.work.WorkQueue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Claims what is due in the queue: later attempts, what other gateways left behind, and what had no room in memory. Asks
 * five times a second while something is due, and backs off to once in five seconds while nothing is.
 */
final class DeliveryPoll implements SmartLifecycle, SubscriptionDirectory.Listener {

    private static final Logger log = LoggerFactory.getLogger(DeliveryPoll.class);

    private static final int BATCH = 64;
    private static final long SHORTEST_WAIT = 200;
    private static final long LONGEST_WAIT = 5_000;
    private static final long RENEWAL = WorkQueue.LEASE.toNanos() / 3;
    private static final long SHUTDOWN_MILLIS = 22_000;

    private final DeliveryQueue queue;
    private final DeliveryClaims claims;
    private final DeliveryDispatcher dispatcher;
    private final DeliveryRecorder recorder;
    private final EventStore events;
    private final SubscriptionDirectory subscriptions;
    private final Clock clock;
    private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    private final Thread poll = new Thread(this::run, "delivery-claims");
    private final Thread renewal = new Thread(this::renew, "delivery-leases");
    private volatile boolean running;
    private volatile double oldestDueSeconds;

    DeliveryPoll(
            DeliveryQueue queue,
            DeliveryClaims claims,
            DeliveryDispatcher dispatcher,
            DeliveryRecorder recorder,
            EventStore events,
            SubscriptionDirectory subscriptions,
            Clock clock) {
        this.queue = queue;
        this.claims = claims;
        this.dispatcher = dispatcher;
        this.recorder = recorder;
        this.events = events;
        this.subscriptions = subscriptions;
        this.clock = clock;
        subscriptions.listen(this);
        poll.setDaemon(true);
        renewal.setDaemon(true);
    }

    @Override
    public void ended(String subscriptionId) {
        ended.add(subscriptionId);
        claims.expect(clock.instant());
    }

    /** Seconds for which the oldest delivery that nobody works on has been due. */
    double oldestDueSeconds() {
        return oldestDueSeconds;
    }

    @Override
    public void start() {
        running = true;
        poll.start();
        renewal.start();
    }

    /** Finishes what has been started and returns the rest, untried: a shutdown is no attempt. */
    @Override
    public void stop() {
        running = false;
        renewal.interrupt();
        poll.interrupt();
        try {
            poll.join(TimeUnit.SECONDS.toMillis(2));
            dispatcher.stop(SHUTDOWN_MILLIS, claims::release);
            recorder.close(Duration.ofSeconds(3));
            claims.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (MongoException e) {
            log.warn("Claims of deliveries are left to run out: {}", e.getMessage());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the routes stop, after they have started. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1;
    }

    private void run() {
        long wait = SHORTEST_WAIT;
        boolean orphansEnded = false;
        while (running) {
            try {
                orphansEnded = orphansEnded || endOrphans();
                wait = round() ? SHORTEST_WAIT : Math.min(wait * 2, LONGEST_WAIT);
            } catch (RuntimeException e) {
                if (running) { // else it was interrupted, to stop
                    log.warn("Due deliveries cannot be claimed: {}", e.toString());
                }
                wait = Math.min(wait * 2, LONGEST_WAIT);
            }
            await(wait);
        }
    }

    private void await(long millis) {
        try {
            claims.awaitDue(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    /** True: something was due. */
    private boolean round() {
        claims.release();
        endPending();
        dispatcher.tick();
        Optional<Instant> oldest = queue.oldestDue();
        oldestDueSeconds = oldest.map(due ->
                        Math.max(0, Duration.between(due, clock.instant()).toMillis() / 1000.0))
                .orElse(0.0);
        claims.moreIsDue(false);
        return oldest.isPresent() && claim();
    }

    private boolean claim() {
        boolean any = false;
        Set<String> but = new HashSet<>();
        for (int room = dispatcher.roomForClaims(but); room > 0 && running; room = dispatcher.roomForClaims(but)) {
            long since = System.nanoTime();
            List<Document> claimed = queue.claim(but, Math.min(room, BATCH));
            take(claimed, since);
            any |= !claimed.isEmpty();
            claims.moreIsDue(claimed.size() == Math.min(room, BATCH));
            if (!claims.moreIsDue()) {
                break;
            }
            but.clear();
        }
        return any;
    }

    private void take(List<Document> claimed, long since) {
        Map<String, StoredEvent> found = claimed.isEmpty()
                ? Map.of()
                : events
                        .find(claimed.stream()
                                .map(document -> document.getString("eventId"))
                                .collect(Collectors.toSet()))
                        .stream()
                        .collect(Collectors.toMap(stored -> stored.event().id(), Function.identity()));
        List<Delivery> deliveries = new ArrayList<>();
        for (Document document : claimed) {
            StoredEvent stored = found.get(document.getString("eventId"));
            var delivery = new Delivery(
                    document.getString("tenant"),
                    document.getString("eventId"),
                    document.getString("subscriptionId"),
                    stored == null ? new byte[0] : stored.body(),
                    document.getString("claimToken"),
                    document.getInteger("attempts"));
            if (stored == null) {
                claims.hold(List.of(delivery), since);
                recorder.record(new Delivery.Result(delivery, null, new Outcome.Cancelled()));
            } else {
                deliveries.add(delivery);
            }
        }
        dispatcher.take(deliveries, since);
    }

    private void endPending() {
        List<String> ids = new ArrayList<>();
        ended.drainTo(ids);
        if (!ids.isEmpty()) {
            try {
                queue.hasten(ids);
            } catch (MongoException e) {
                ended.addAll(ids);
                throw e;
            }
        }
    }

    /** Ends what is pending for subscriptions that ended while no gateway was there to notice. */
    private boolean endOrphans() {
        Set<String> orphans = queue.subscriptionIds();
        orphans.removeAll(subscriptions.enabled());
        ended.addAll(orphans);
        return true;
    }

    private void renew() {
        while (running) {
            try {
                TimeUnit.NANOSECONDS.sleep(RENEWAL);
                claims.renew();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.warn("Leases of deliveries cannot be renewed: {}", e.getMessage());
            }
        }
    }
}
