package dev.tributary.egress.schedule;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out the places for outgoing calls. Ready endpoints stand in three rings, of those that are fast, new and slow,
 * and a free place goes to the next of a ring that may use it. Waiting for a place is not an attempt.
 */
public final class EndpointScheduler {

    private static final Logger log = LoggerFactory.getLogger(EndpointScheduler.class);

    private static final Duration MAX_REST = Duration.ofMinutes(5);

    private final Places places;
    private final Executor threads;
    private final LongSupplier nanoTime;
    private final List<BooleanSupplier> conditions = new CopyOnWriteArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Map<String, EndpointState> endpoints = new HashMap<>();
    private final InFlight inFlight;
    private final ReadyEndpoints ready;
    private final WaitingCalls waiting;
    private boolean stopped;

    /**
     * @param maxBytes that all waiting calls may hold in memory
     * @param threads each call gets one for as long as it takes
     */
    EndpointScheduler(Places places, long maxBytes, Executor threads, LongSupplier nanoTime) {
        this.places = places;
        this.inFlight = new InFlight(places);
        this.ready = new ReadyEndpoints(inFlight);
        this.waiting = new WaitingCalls(maxBytes);
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    /** Adds a condition for calls to start; where one is false, everything waits. Must be quick. */
    public void startOnlyWhile(BooleanSupplier condition) {
        conditions.add(condition);
    }

    /** Takes a call, to make it when its turn comes. False: it was not taken, because the limit of waiting calls is reached. */
    public boolean offer(Endpoint endpoint, OutgoingCall call) {
        return locked(() -> {
            long now = nanoTime.getAsLong();
            EndpointState state = state(endpoint, now);
            if (stopped || waiting.capacity(state, now) == 0) {
                return false;
            }
            state.add(call, now);
            waiting.add(call);
            ready.add(state, call, now);
            dispatch(now);
            return true;
        });
    }

    /** How many more calls {@link #offer} would take for an endpoint now; 0 while it pauses. */
    public int capacity(Endpoint endpoint) {
        return locked(() -> {
            long now = nanoTime.getAsLong();
            return stopped ? 0 : waiting.capacity(state(endpoint, now), now);
        });
    }

    /** How many calls wait for an endpoint in memory. */
    public int waiting(String endpointId) {
        return locked(() -> {
            EndpointState state = endpoints.get(endpointId);
            return state == null ? 0 : state.waiting();
        });
    }

    /** Starts no call to an endpoint for a while, because it asked for it; for at most five minutes. */
    public void rest(String endpointId, Duration requested) {
        Duration rest = requested.compareTo(MAX_REST) < 0 ? requested : MAX_REST;
        change(() -> {
            EndpointState state = endpoints.get(endpointId);
            if (state != null) {
                state.rest(nanoTime.getAsLong() + rest.toNanos());
            }
        });
    }

    /** Withdraws what waits for an endpoint and forgets how it answered. What is in flight goes on. */
    public void forget(String endpointId) {
        change(() -> {
            EndpointState state = endpoints.remove(endpointId);
            if (state != null) {
                withdraw(state);
            }
        });
    }

    /** To be called several times a second: starts what a rate or a condition has delayed, notices what is slow. */
    void tick() {
        change(() -> {
            long now = nanoTime.getAsLong();
            inFlight.noticeSlow(now);
            endpoints.values().stream()
                    .filter(state -> state.waiting() > 0)
                    .filter(state -> state.isPaused(now) || state.waitsLongerThan(EndpointState.MAX_WAIT, now))
                    .toList()
                    .forEach(this::withdraw);
            dispatch(now);
        });
    }

    /** Starts nothing more and withdraws what waits. */
    public void close() {
        change(() -> {
            stopped = true;
            endpoints.values().forEach(this::withdraw);
        });
    }

    /** Waits for what is in flight, after {@link #close}. */
    public void awaitIdle(Duration max) throws InterruptedException {
        lock.lock();
        try {
            long left = max.toNanos();
            while (inFlight.all() > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Calls in flight now. */
    public int inFlight() {
        return locked(inFlight::all);
    }

    /** Calls that wait in memory now. */
    public int waiting() {
        return locked(waiting::calls);
    }

    /** Endpoints that pause now, because they failed several times in a row. */
    public long paused() {
        long now = nanoTime.getAsLong();
        return locked(() ->
                endpoints.values().stream().filter(state -> state.isPaused(now)).count());
    }

    private <T> T locked(Supplier<T> reading) {
        lock.lock();
        try {
            return reading.get();
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        locked(() -> {
            change.run();
            return true;
        });
    }

    private EndpointState state(Endpoint endpoint, long now) {
        EndpointState state =
                endpoints.computeIfAbsent(endpoint.id(), id -> new EndpointState(endpoint.tenant(), places, now));
        ready.rate(state, endpoint.rate(), now);
        return state;
    }

    private void dispatch(long now) {
        if (stopped || !conditions.stream().allMatch(BooleanSupplier::getAsBoolean)) {
            return;
        }
        while (inFlight.hasPlace()) {
            EndpointState next = ready.next(now);
            if (next == null) {
                return;
            }
            if (!start(next, now)) {
                return;
            }
            ready.add(next, now);
        }
    }

    /** False: there is no thread for it, and the call was withdrawn. */
    private boolean start(EndpointState endpoint, long now) {
        OutgoingCall call = endpoint.start(now, inFlight.hasLatePlace());
        if (call == null) {
            return true;
        }
        waiting.remove(call);
        InFlight.Started started = inFlight.start(endpoint, call, now);
        try {
            threads.execute(() -> run(started));
            return true;
        } catch (RuntimeException | Error e) {
            log.warn("An outgoing call was not started, because no thread is free: {}", e.toString());
            inFlight.end(started, OutgoingCall.Result.NOT_MADE, now);
            call.withdrawn();
            return false;
        }
    }

    private void run(InFlight.Started started) {
        OutgoingCall.Result result = OutgoingCall.Result.NOT_MADE;
        try {
            result = started.call().run();
        } finally {
            ended(started, result);
        }
    }

    private void ended(InFlight.Started ended, OutgoingCall.Result result) {
        change(() -> {
            long now = nanoTime.getAsLong();
            EndpointState endpoint = ended.endpoint();
            inFlight.end(ended, result, now);
            if (endpoint.isPaused(now)) {
                withdraw(endpoint);
            }
            ready.add(endpoint, now);
            ready.latePlaceFree(now);
            dispatch(now);
            idle.signalAll();
        });
    }

    private void withdraw(EndpointState endpoint) {
        List<OutgoingCall> withdrawn = endpoint.withdraw();
        withdrawn.forEach(waiting::remove);
        withdrawn.forEach(OutgoingCall::withdrawn);
    }
}
