package dev.tributary.egress.schedule;

import dev.tributary.egress.schedule.EndpointState.Standing;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that have something to send: those that are ready stand in a ring for their standing, those whose rate
 * or pause delays them wait for their time, and those that have late attempts only may wait for a place of these.
 * Guarded by the scheduler.
 */
final class ReadyEndpoints {

    private record Timer(EndpointState endpoint, long due) {}

    private final InFlight inFlight;
    private final FairRing fast = new FairRing();
    private final FairRing fresh = new FairRing();
    private final FairRing slow = new FairRing();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::due));
    private final Deque<EndpointState> waitForLatePlace = new ArrayDeque<>();
    private int turn;

    ReadyEndpoints(InFlight inFlight) {
        this.inFlight = inFlight;
    }

    /** Lines an endpoint up, if it has something to send and is not lined up already. */
    void add(EndpointState endpoint, long now) {
        if (endpoint.queued) {
            return;
        }
        if (endpoint.isReady(now)) {
            endpoint.queued = true;
            ring(endpoint.standing()).add(endpoint);
        } else if (endpoint.waiting() > 0 && endpoint.untilNextStart(now) > 0) {
            endpoint.queued = true;
            timers.add(new Timer(endpoint, now + endpoint.untilNextStart(now)));
        }
    }

    /** Lines an endpoint up for a call that was added to it; a first attempt needs no place of late ones. */
    void add(EndpointState endpoint, OutgoingCall added, long now) {
        if (!added.late() && endpoint.queued && waitForLatePlace.remove(endpoint)) {
            endpoint.queued = false;
        }
        add(endpoint, now);
    }

    /** Sets the rate of an endpoint, and lines it up anew where its next start is sooner by that. */
    void rate(EndpointState endpoint, double perSecond, long now) {
        long before = endpoint.untilNextStart(now);
        endpoint.rate(perSecond);
        if (endpoint.untilNextStart(now) < before && timers.removeIf(timer -> timer.endpoint() == endpoint)) {
            endpoint.queued = false;
            add(endpoint, now);
        }
    }

    /** A place of late attempts may be free. */
    void latePlaceFree(long now) {
        boolean used = false;
        for (EndpointState late = waitForLatePlace.poll(); late != null && !used; ) {
            late.queued = false;
            add(late, now);
            used = late.queued; // otherwise what waited was withdrawn meanwhile
            late = used ? null : waitForLatePlace.poll();
        }
    }

    /** The next endpoint that may start a call, from the rings in turn, taken out; null if there is none. */
    @Nullable
    EndpointState next(long now) {
        while (!timers.isEmpty() && timers.peek().due() - now <= 0) {
            EndpointState due = timers.poll().endpoint();
            due.queued = false;
            add(due, now);
        }
        Standing[] standings = Standing.values();
        for (int i = 0; i < standings.length; i++) {
            Standing standing = standings[Math.floorMod(turn++, standings.length)];
            EndpointState next = inFlight.hasPlace(standing) ? next(standing, now) : null;
            if (next != null) {
                return next;
            }
        }
        return null;
    }

    private FairRing ring(Standing standing) {
        return switch (standing) {
            case FAST -> fast;
            case NEW -> fresh;
            case SLOW -> slow;
        };
    }

    private @Nullable EndpointState next(Standing standing, long now) {
        FairRing ring = ring(standing);
        for (EndpointState next = ring.poll(); next != null; next = ring.poll()) {
            next.queued = false;
            if (next.standing() != standing || !next.isReady(now)) {
                add(next, now);
            } else if (next.hasOnlyLate() && !inFlight.hasLatePlace()) {
                next.queued = true;
                waitForLatePlace.add(next);
            } else {
                return next;
            }
        }
        return null;
    }
}
