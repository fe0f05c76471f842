package dev.tributary.followup;

import com.mongodb.MongoException;
import dev.tributary.event.Event.FanOut;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Plans what was stored, claims what is due, source by source, and hands it to the routes. Nothing is claimed that
 * cannot start at once, and each source has its own pace, so that one which is slow or down delays only its own.
 */
public final class FollowUpWorker {

    private static final Logger log = LoggerFactory.getLogger(FollowUpWorker.class);
    private static final int MOST_AT_ONCE = 64;
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(30);
    private static final Duration RENEW_EVERY = Duration.ofSeconds(20);
    private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(5);

    private final FollowUpStore followUps;
    private final RefreshPlan plan;
    private final SourcePace pace;
    private final ToDoubleFunction<String> rateOf;
    private final Consumer<StoredEvent> planRoute;
    private final Consumer<FollowUp> fetchRoute;

    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final Semaphore wakeUps = new Semaphore(0);
    private final Set<FollowUp> running = ConcurrentHashMap.newKeySet();
    private final ExecutorService fetches = Executors.newCachedThreadPool(FollowUpWorker::thread);
    private final ScheduledExecutorService chores = Executors.newScheduledThreadPool(2, FollowUpWorker::thread);
    private final Thread claims = thread(this::claim);
    private volatile boolean stopped;

    FollowUpWorker(
            FollowUpStore followUps,
            RefreshPlan plan,
            SourcePace pace,
            ToDoubleFunction<String> rateOf,
            Consumer<StoredEvent> planRoute,
            Consumer<FollowUp> fetchRoute) {
        this.followUps = followUps;
        this.plan = plan;
        this.pace = pace;
        this.rateOf = rateOf;
        this.planRoute = planRoute;
        this.fetchRoute = fetchRoute;
    }

    @EventListener
    public void onReady(ApplicationReadyEvent ready) {
        start();
    }

    @EventListener
    public void onClosed(ContextClosedEvent closed) {
        stop();
    }

    /** Only takes note; what is lost here is found by the sweep. */
    @EventListener
    public void onStored(EventsStored stored) {
        for (StoredEvent event : stored.events()) {
            if (event.event().fanOut() == FanOut.HELD && !stopped) {
                chores.execute(() -> attempt("plan " + event.event().id(), () -> {
                    planRoute.accept(event);
                    wake();
                }));
            }
        }
    }

    void start() {
        claims.start();
        every(SWEEP_EVERY, Duration.ZERO, "sweep", () -> {
            plan.sweep();
            wake();
        });
        every(RENEW_EVERY, RENEW_EVERY, "renew", () -> running.forEach(followUps::renew));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it runs until the executor ends
    private void every(Duration wait, Duration first, String what, Runnable work) {
        chores.scheduleWithFixedDelay(
                () -> attempt(what, work), first.toMillis(), wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lets running fetches end for a moment and gives the others back; that is no attempt. */
    void stop() {
        stopped = true;
        claims.interrupt();
        chores.shutdownNow();
        fetches.shutdown();
        try {
            if (!fetches.awaitTermination(PATIENCE_AT_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                running.forEach(followUp -> attempt("release", () -> followUps.release(followUp)));
                fetches.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        wakeUps.release();
    }

    private void claim() {
        long wait = 0;
        while (!stopped) {
            try {
                if (wakeUps.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
                    wait = 0;
                }
                wakeUps.drainPermits();
                long pause = round();
                wait = pause >= 0
                        ? pause
                        : Math.min(Math.max(2 * wait, SHORTEST_WAIT.toNanos()), LONGEST_WAIT.toNanos());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (stopped) {
                    return;
                }
                log.warn("No follow-ups could be claimed: {}", kind(e));
                wait = LONGEST_WAIT.toNanos();
            }
        }
    }

    /** Starts what can start. Answers nanoseconds until something else can, or -1 when nothing is due. */
    private long round() throws InterruptedException {
        List<String> due = followUps.sourcesWithDueWork();
        Collections.shuffle(due);
        long next = due.isEmpty() ? -1 : LONGEST_WAIT.toNanos();
        for (String sourceId : due) {
            double rate = rateOf.applyAsDouble(sourceId);
            places.acquire();
            long pause = pace.tryStart(sourceId, rate);
            if (pause == 0 && startOne(sourceId)) {
                next = 0;
            } else {
                places.release();
                next = Math.min(next, pause == 0 ? SHORTEST_WAIT.toNanos() : pause);
            }
        }
        return next;
    }

    private boolean startOne(String sourceId) {
        FollowUp claimed = null;
        try {
            claimed = followUps.claim(sourceId).orElse(null);
            if (claimed == null) {
                pace.end(sourceId);
                return false;
            }
            FollowUp followUp = claimed;
            running.add(followUp);
            fetches.execute(() -> fetch(followUp));
            return true;
        } catch (RuntimeException e) {
            log.debug("No follow-up of {} could be started: {}", sourceId, kind(e));
            pace.end(sourceId);
            if (claimed != null) {
                running.remove(claimed);
            }
            return false;
        }
    }

    private void fetch(FollowUp followUp) {
        try {
            attempt("fetch " + followUp.id(), () -> fetchRoute.accept(followUp));
        } finally {
            running.remove(followUp);
            pace.end(followUp.work().sourceId());
            places.release();
            wake();
        }
    }

    /** A store that is down is told in one line: the lease or the sweep brings the work back. */
    private static void attempt(String what, Runnable work) {
        try {
            work.run();
        } catch (MongoException e) {
            log.warn("Could not {}: {}", what, kind(e));
        } catch (CamelExecutionException e) {
            log.warn("Could not {}: {}", what, kind(e.getCause()));
        } catch (RuntimeException e) {
            log.error("Could not {}", what, e);
        }
    }

    /** The driver's texts go on for lines about the state of its cluster. */
    private static String kind(@Nullable Throwable e) {
        return e instanceof MongoException ? e.getClass().getSimpleName() : String.valueOf(e);
    }

    private static Thread thread(Runnable work) {
        var thread = new Thread(work, "follow-up");
        thread.setDaemon(true);
        return thread;
    }
}
