package dev.tributary.delivery;

import com.mongodb.MongoException;
import dev.tributary.delivery.Delivery.Attempt;
import dev.tributary.delivery.Delivery.Outcome;
import dev.tributary.delivery.Delivery.Result;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionDirectory;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what this gateway has claimed, each attempt through {@code routes/delivery.camel.yaml}. First attempts come from
 * memory, later ones from {@link DeliveryPoll}. An endpoint in trouble holds no thread and no claim, and later attempts
 * never more than half of all threads.
 */
final class DeliveryDispatcher {

    private static final Logger log = LoggerFactory.getLogger(DeliveryDispatcher.class);

    private static final int SLOTS = 64;
    private static final int SLOTS_FOR_LATER_ATTEMPTS = SLOTS / 2;

    private final ProducerTemplate routes;
    private final SubscriptionDirectory subscriptions;
    private final DeliveryClaims claims;
    private final DeliveryRecorder recorder;
    private final Clock clock;
    private final ExecutorService threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private int running;
    private int runningLater;
    private boolean stopping;

    DeliveryDispatcher(
            ProducerTemplate routes,
            SubscriptionDirectory subscriptions,
            DeliveryClaims claims,
            DeliveryRecorder recorder,
            Clock clock) {
        this.routes = routes;
        this.subscriptions = subscriptions;
        this.claims = claims;
        this.recorder = recorder;
        this.clock = clock;
        this.threads = Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "delivery");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Whether a first attempt could be sent from memory, without a detour through the queue. However much waits for
     * others, one that could start soon may.
     *
     * @param more first attempts for the same subscription that are about to be taken
     */
    boolean hasRoom(String subscriptionId, int more) {
        lock.lock();
        try {
            Lane lane = lanes.getOrDefault(subscriptionId, new Lane());
            return !stopping && (claims.hasRoom() ? lane.takes(now(), more) : lane.hasRoom(now(), more));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what has just been claimed, to send it as soon as its lane allows.
     *
     * @param since a reading of {@code System.nanoTime()} from before the claim was written
     */
    void take(List<Delivery> claimed, long since) {
        claims.hold(claimed, since);
        lock.lock();
        try {
            for (Delivery delivery : claimed) {
                Lane lane = lanes.computeIfAbsent(delivery.subscriptionId(), id -> new Lane());
                if (stopping || !lane.takes(now(), 0)) {
                    claims.giveBack(delivery);
                    lane.leaveBehind();
                } else {
                    lane.add(delivery);
                }
            }
            startWhatCan();
        } finally {
            lock.unlock();
        }
    }

    /** How many deliveries may be claimed now, and for which subscriptions none should be. */
    int roomForClaims(Set<String> but) {
        lock.lock();
        try {
            int startable = 0;
            for (Map.Entry<String, Lane> entry : lanes.entrySet()) {
                startable += entry.getValue().startable(now());
                if (!entry.getValue().hasRoom(now())) {
                    but.add(entry.getKey());
                    entry.getValue().leaveBehind();
                }
            }
            return stopping ? 0 : Math.max(0, SLOTS - startable);
        } finally {
            lock.unlock();
        }
    }

    /** Starts what a rate has held back. */
    void tick() {
        lock.lock();
        try {
            startWhatCan();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Starts nothing more, gives back what waits, and waits for what runs.
     *
     * @param afterGivingBack called before waiting
     */
    void stop(long patienceMillis, Runnable afterGivingBack) throws InterruptedException {
        lock.lock();
        try {
            stopping = true;
            lanes.values().forEach(lane -> lane.takeAll().forEach(claims::giveBack));
        } finally {
            lock.unlock();
        }
        afterGivingBack.run();
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
            while (running > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        threads.shutdown();
    }

    private void startWhatCan() {
        boolean progress = !stopping;
        while (progress && running < SLOTS) {
            progress = false;
            for (Map.Entry<String, Lane> entry : lanes.entrySet()) {
                Delivery next =
                        running < SLOTS ? entry.getValue().next(now(), runningLater < SLOTS_FOR_LATER_ATTEMPTS) : null;
                if (next != null) {
                    progress = true;
                    start(entry.getValue(), next);
                }
            }
        }
        for (Lane lane : lanes.values()) {
            if (lane.waiting() > 0 && lane.untilNextStart(now()) > 0) {
                claims.expect(clock.instant().plusNanos(lane.untilNextStart(now())));
            }
        }
    }

    private void start(Lane lane, Delivery delivery) {
        Double rate = subscriptions
                .inView(delivery.subscriptionId())
                .map(found -> found.endpoint().rateLimit())
                .orElse(null);
        lane.started(now(), rate);
        running++;
        runningLater += delivery.made() > 0 ? 1 : 0;
        threads.execute(() -> {
            Result result = null;
            try {
                result = attempt(delivery);
            } finally {
                ended(lane, delivery, result);
            }
        });
    }

    private @Nullable Result attempt(Delivery delivery) {
        try {
            if (!claims.lasts(delivery)) {
                return null;
            }
            Optional<Subscription> subscription = subscriptions
                    .find(delivery.subscriptionId())
                    .filter(found -> found.enabled() && delivery.isFor(found));
            if (subscription.isEmpty()) {
                var cancelled = new Result(delivery, null, new Outcome.Cancelled());
                recorder.record(cancelled);
                return cancelled;
            }
            var attempt = new Attempt(delivery, subscription.get(), clock.instant(), System.nanoTime());
            return routes.requestBody("direct:delivery", attempt, Result.class);
        } catch (MongoException | CamelExecutionException e) {
            log.warn("Delivery {} is given back untried: {}", delivery.id(), e.getMessage());
            return null;
        }
    }

    private void ended(Lane lane, Delivery delivery, @Nullable Result result) {
        lock.lock();
        try {
            running--;
            runningLater -= delivery.made() > 0 ? 1 : 0;
            if (result == null) {
                lane.withdrawn();
                claims.giveBack(delivery);
            } else if (result.outcome() instanceof Outcome.Delivered) {
                lane.succeeded();
            } else if (!result.outcome().troubled()) {
                lane.answered();
            } else if (lane.troubled(now())) {
                lane.takeAll().forEach(claims::giveBack);
            }
            startWhatCan();
            if (lane.wantsMore(now()) || (claims.moreIsDue() && running < SLOTS / 2)) {
                claims.expect(clock.instant());
            }
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static long now() {
        return System.nanoTime();
    }
}
