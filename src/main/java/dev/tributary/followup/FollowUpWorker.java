package dev.tributary.followup;

import com.mongodb.MongoException;
import dev.tributary.egress.schedule.Endpoint;
import dev.tributary.egress.schedule.EndpointScheduler;
import dev.tributary.egress.schedule.OutgoingCall;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.call.FollowUpCall;
import dev.tributary.followup.store.FollowUp;
import dev.tributary.followup.store.FollowUpStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;

/**
 * Plans the follow-ups of what was stored, claims what is due, source by source, and hands it to the scheduler, where each
 * source is an endpoint of its own: a source that is slow or down delays only its own follow-ups.
 */
final class FollowUpWorker {

    private static final Logger log = LoggerFactory.getLogger(FollowUpWorker.class);
    /** Of one source, in memory. */
    private static final int MAX_WAITING = 4;
    /** Of one source, waiting or being fetched: each may bring an answer of 32 MiB. */
    private static final int MAX_IN_MEMORY = 8;

    private static final long SWEEP_EVERY = Duration.ofSeconds(30).toNanos();
    private static final long RENEW_EVERY = Duration.ofSeconds(20).toNanos();
    private static final Duration MIN_WAIT = Duration.ofMillis(200);
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final int MAX_PLANS = 4096;

    /**
     * What a source allows.
     *
     * @param rate calls a second of this gateway
     */
    record Pace(String tenant, double rate) {}

    private final FollowUpStore followUps;
    private final RefreshPlan plan;
    private final EndpointScheduler scheduler;
    private final Function<String, @Nullable Pace> paceOf;
    private final Consumer<StoredEvent> planRoute;
    private final Function<FollowUp, OutgoingCall.Result> fetchRoute;
    private final LongSupplier nanoTime;

    private final Queue<StoredEvent> toPlan = new ConcurrentLinkedQueue<>();
    private final Set<FollowUp> claimed = ConcurrentHashMap.newKeySet();
    private final Queue<FollowUp> released = new ConcurrentLinkedQueue<>();
    private Runnable wake = () -> {};
    private Duration wait = MIN_WAIT;
    private long sweepAt;
    private long renewAt;

    FollowUpWorker(
            FollowUpStore followUps,
            RefreshPlan plan,
            EndpointScheduler scheduler,
            Function<String, @Nullable Pace> paceOf,
            Consumer<StoredEvent> planRoute,
            Function<FollowUp, OutgoingCall.Result> fetchRoute,
            LongSupplier nanoTime) {
        this.followUps = followUps;
        this.plan = plan;
        this.scheduler = scheduler;
        this.paceOf = paceOf;
        this.planRoute = planRoute;
        this.fetchRoute = fetchRoute;
        this.nanoTime = nanoTime;
        this.sweepAt = nanoTime.getAsLong();
        this.renewAt = sweepAt + RENEW_EVERY;
    }

    static String endpointId(String sourceId) {
        return "source/" + sourceId;
    }

    /** @param wakeUp ends the wait for the next round */
    void wakeBy(Runnable wakeUp) {
        this.wake = wakeUp;
    }

    /** Only notes the events in memory; the sweep finds those that a crash loses. */
    @EventListener
    void onStored(EventsStored stored) {
        for (StoredEvent event : stored.events()) {
            if (event.pending() == Pending.FOLLOW_UPS && toPlan.size() < MAX_PLANS) {
                toPlan.add(event);
                wake.run();
            }
        }
    }

    Duration round() {
        release();
        renew();
        for (StoredEvent event = toPlan.poll(); event != null; event = toPlan.poll()) {
            plan(event);
        }
        if (nanoTime.getAsLong() - sweepAt >= 0) {
            sweepAt = nanoTime.getAsLong() + SWEEP_EVERY;
            plan.sweep();
        }
        wait = claim() ? MIN_WAIT : min(wait.multipliedBy(2), MAX_WAIT);
        return wait;
    }

    /** Releases fetches that were not started, without an attempt. */
    void stop() {
        release();
        claimed.forEach(followUps::release);
    }

    private void plan(StoredEvent event) {
        try {
            planRoute.accept(event);
        } catch (RuntimeException e) {
            log.warn(
                    "The follow-ups of event {} were not planned; the next sweep plans them: {}",
                    event.id(),
                    e.toString());
        }
    }

    /** Claims fetches up to the limit of their source. True: something is due. */
    private boolean claim() {
        List<String> due = new ArrayList<>(followUps.sourcesWithDueWork());
        Collections.shuffle(due); // so that two gateways begin at different sources
        boolean more = false;
        for (String sourceId : due) {
            Pace pace = paceOf.apply(sourceId);
            if (pace == null) {
                continue; // its follow-ups wait until it can be read again
            }
            more = true;
            Endpoint endpoint = new Endpoint(pace.tenant(), endpointId(sourceId), pace.rate());
            int capacity = Math.min(
                    Math.min(MAX_WAITING, scheduler.capacity(endpoint)) - scheduler.waiting(endpoint.id()),
                    MAX_IN_MEMORY - inMemory(sourceId));
            if (capacity > 0) {
                start(endpoint, followUps.claim(sourceId, capacity));
            }
        }
        return more;
    }

    private int inMemory(String sourceId) {
        return (int) claimed.stream()
                .filter(followUp -> followUp.work().sourceId().equals(sourceId))
                .count();
    }

    private void start(Endpoint endpoint, List<FollowUp> claims) {
        if (claims.isEmpty()) {
            return;
        }
        claimed.addAll(claims);
        released.addAll(claims); // until it is known which of them are needed
        Set<FollowUp> needed = plan.needed(claims);
        for (FollowUp followUp : claims) {
            if (!needed.contains(followUp)) {
                followUps.finish(followUp);
            }
            released.remove(followUp);
            if (needed.contains(followUp)) {
                start(endpoint, followUp);
            } else {
                claimed.remove(followUp);
            }
        }
    }

    private void start(Endpoint endpoint, FollowUp followUp) {
        var call = new FollowUpCall(followUp, fetchRoute, this::ended, released::add);
        if (!scheduler.offer(endpoint, call)) {
            released.add(followUp);
        }
    }

    private void ended(FollowUp followUp) {
        claimed.remove(followUp);
        wake.run();
    }

    private void release() {
        for (FollowUp followUp = released.peek(); followUp != null; followUp = released.peek()) {
            followUps.release(followUp);
            claimed.remove(followUp);
            released.remove();
        }
    }

    private void renew() {
        if (nanoTime.getAsLong() - renewAt >= 0) {
            renewAt = nanoTime.getAsLong() + RENEW_EVERY;
            try {
                claimed.forEach(followUps::renew);
            } catch (MongoException e) {
                log.warn(
                        "Leases of follow-ups were not renewed; where they end, another gateway may fetch the same: {}",
                        e.getMessage());
            }
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
