package dev.tributary.egress.schedule;

import com.netflix.concurrency.limits.limit.AIMDLimit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler knows of one endpoint: what waits, what is in flight, and how it answered lately. Its limit of calls
 * in flight grows by one with each quick success that uses it and halves with each failure. An endpoint that fails five
 * times in a row pauses, each time longer, and after the pause one call shows whether it is back. Guarded by its
 * scheduler.
 */
final class EndpointState {

    /** How an endpoint answered lately. */
    enum Standing {
        /** Within a second. */
        FAST,
        /** Not known. */
        NEW,
        /** After more than a second, or not as it should. */
        SLOW
    }

    static final long SLOW_AFTER = TimeUnit.SECONDS.toNanos(1);

    private static final int FIRST_LIMIT = 4;
    private static final int FAILURES_BEFORE_PAUSE = 5;
    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_PAUSE = TimeUnit.SECONDS.toNanos(20);
    /** An endpoint without an answer for so long is no longer known to be fast. */
    private static final long LATELY = TimeUnit.MINUTES.toNanos(10);

    private static final int MAX_WAITING_FAST = 8192;
    private static final int MAX_WAITING = 64;
    /** What waits longer than this goes to the store, so that it does not hold memory. */
    static final long MAX_WAIT = TimeUnit.SECONDS.toNanos(30);

    private record Waiting(OutgoingCall call, long since) {}

    private final String tenant;
    private final Deque<Waiting> first = new ArrayDeque<>();
    private final Deque<Waiting> late = new ArrayDeque<>();
    private final AIMDLimit limit;
    private Standing standing = Standing.NEW;
    private double rate;
    private int inFlight;
    private int failures;
    private boolean paused;
    private long pausedUntil;
    private long nextByRate;
    private long restsUntil;
    private long answered;
    private long bytes;
    /** Whether it stands in a ring, or waits for its rate or for a place of late attempts. */
    boolean queued;

    EndpointState(String tenant, Places places, long now) {
        this.tenant = tenant;
        this.limit = AIMDLimit.newBuilder()
                .initialLimit(FIRST_LIMIT)
                .minLimit(1)
                .maxLimit(places.endpoint())
                .backoffRatio(0.5)
                .timeout(1, TimeUnit.HOURS) // slowness is not a failure; it only ends growth, see ended
                .build();
        this.nextByRate = now;
        this.restsUntil = now;
    }

    String tenant() {
        return tenant;
    }

    Standing standing() {
        return standing;
    }

    int inFlight() {
        return inFlight;
    }

    int waiting() {
        return first.size() + late.size();
    }

    boolean isPaused(long now) {
        return paused && now - pausedUntil < 0;
    }

    /** A higher rate than before holds at once, also for the wait that the former one has begun. */
    void rate(double perSecond) {
        nextByRate -= Math.max(0, gap(rate) - gap(perSecond));
        rate = perSecond;
    }

    private static long gap(double rate) {
        return rate > 0 ? (long) (TimeUnit.SECONDS.toNanos(1) / rate) : 0;
    }

    /** How many more may wait in memory. */
    int capacity(long now, long maxBytes) {
        if (isPaused(now) || bytes >= maxBytes || untilNextStart(now) > MAX_WAIT) {
            return 0;
        }
        int max = standing == Standing.FAST ? MAX_WAITING_FAST : MAX_WAITING;
        if (rate > 0) {
            max = Math.min(max, 1 + (int) (rate * TimeUnit.NANOSECONDS.toSeconds(MAX_WAIT)));
        }
        return Math.max(0, max - waiting());
    }

    void add(OutgoingCall call, long now) {
        if (standing == Standing.FAST && now - answered > LATELY) {
            standing = Standing.NEW;
        }
        bytes += call.bytes();
        (call.late() ? late : first).add(new Waiting(call, now));
    }

    /** Whether a call could start now, if there is a place for it. */
    boolean isReady(long now) {
        return waiting() > 0 && inFlight < allowed() && !isPaused(now) && untilNextStart(now) == 0;
    }

    boolean hasOnlyLate() {
        return first.isEmpty();
    }

    /** How long until the rate or a pause allows the next start; 0 if now. */
    long untilNextStart(long now) {
        long pause = isPaused(now) ? pausedUntil - now : 0;
        return Math.max(pause, Math.max(0, Math.max(nextByRate - now, restsUntil - now)));
    }

    private int allowed() {
        return failures >= FAILURES_BEFORE_PAUSE ? 1 : limit.getLimit();
    }

    /** Takes out the next call, the first attempts before late ones; null if none may start. */
    @Nullable
    OutgoingCall start(long now, boolean alsoLate) {
        Waiting next = first.poll();
        if (next == null && alsoLate) {
            next = late.poll();
        }
        if (next == null) {
            return null;
        }
        bytes -= next.call().bytes();
        inFlight++;
        if (rate > 0) {
            nextByRate = Math.max(nextByRate, now - gap(rate)) + gap(rate);
        }
        return next.call();
    }

    /** A call has been in flight for longer than a quick one takes. */
    void slow() {
        standing = Standing.SLOW;
    }

    void ended(OutgoingCall.Result result, long startedAt, long now) {
        int before = inFlight;
        inFlight--;
        if (result == OutgoingCall.Result.NOT_MADE) {
            return;
        }
        if (result == OutgoingCall.Result.FAILED) {
            failed(startedAt, now, before);
            return;
        }
        failures = 0;
        paused = false;
        answered = now;
        boolean quick = now - startedAt <= SLOW_AFTER;
        standing = quick ? Standing.FAST : Standing.SLOW;
        if (quick) {
            limit.onSample(startedAt, now - startedAt, before, false);
        }
    }

    private void failed(long startedAt, long now, int before) {
        standing = Standing.SLOW;
        failures++;
        limit.onSample(startedAt, now - startedAt, before, true);
        if (failures >= FAILURES_BEFORE_PAUSE && !isPaused(now)) {
            paused = true;
            long pause = FIRST_PAUSE << Math.min(failures - FAILURES_BEFORE_PAUSE, 5);
            pausedUntil = now + Math.min(pause, MAX_PAUSE);
        }
    }

    /** Starts nothing until then: the endpoint has asked for it. */
    void rest(long until) {
        restsUntil = Math.max(restsUntil, until);
    }

    /** Whether the oldest that waits has done so for longer than a span. */
    boolean waitsLongerThan(long span, long now) {
        return (!first.isEmpty() && now - first.peek().since() > span)
                || (!late.isEmpty() && now - late.peek().since() > span);
    }

    /** Empties what waits. */
    List<OutgoingCall> withdraw() {
        List<OutgoingCall> all = new ArrayList<>();
        first.forEach(waiting -> all.add(waiting.call()));
        late.forEach(waiting -> all.add(waiting.call()));
        first.clear();
        late.clear();
        bytes = 0;
        return all;
    }
}
