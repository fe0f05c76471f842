package dev.tributary.egress.schedule;

import dev.tributary.egress.schedule.EndpointState.Standing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/**
 * The calls in flight, counted by the standing of their endpoints: a place is free for an endpoint only within the share
 * of its standing. All calls of an endpoint count for the standing that it has now. Guarded by the scheduler.
 */
final class InFlight {

    /** A call that has a place. */
    static final class Started {

        private final EndpointState endpoint;
        private final OutgoingCall call;
        private final long since;
        private boolean ended;

        private Started(EndpointState endpoint, OutgoingCall call, long since) {
            this.endpoint = endpoint;
            this.call = call;
            this.since = since;
        }

        EndpointState endpoint() {
            return endpoint;
        }

        OutgoingCall call() {
            return call;
        }
    }

    private final Places places;
    private final Map<Standing, Integer> byStanding = new EnumMap<>(Standing.class);
    private final Deque<Started> byStart = new ArrayDeque<>();
    private int all;
    private int late;

    InFlight(Places places) {
        this.places = places;
    }

    int all() {
        return all;
    }

    boolean hasPlace() {
        return all < places.total();
    }

    boolean hasLatePlace() {
        return late < places.late();
    }

    boolean hasPlace(Standing standing) {
        int slow = byStanding.getOrDefault(Standing.SLOW, 0);
        int unproven = slow + byStanding.getOrDefault(Standing.NEW, 0);
        return switch (standing) {
            case FAST -> true;
            case NEW -> unproven < places.unproven();
            case SLOW -> slow < places.slow() && unproven < places.unproven();
        };
    }

    Started start(EndpointState endpoint, OutgoingCall call, long now) {
        all++;
        late += call.late() ? 1 : 0;
        count(endpoint, 1);
        var started = new Started(endpoint, call, now);
        byStart.add(started);
        return started;
    }

    void end(Started started, OutgoingCall.Result result, long now) {
        EndpointState endpoint = started.endpoint;
        started.ended = true;
        all--;
        late -= started.call.late() ? 1 : 0;
        count(endpoint, -endpoint.inFlight());
        endpoint.ended(result, started.since, now);
        count(endpoint, endpoint.inFlight());
    }

    private void count(EndpointState endpoint, int calls) {
        byStanding.merge(endpoint.standing(), calls, Integer::sum);
    }

    /** An endpoint whose call takes longer than a quick one is slow from then on, and not only from the answer on. */
    void noticeSlow(long now) {
        while (!byStart.isEmpty()) {
            Started oldest = byStart.peek();
            if (!oldest.ended && now - oldest.since <= EndpointState.SLOW_AFTER) {
                return;
            }
            byStart.poll();
            if (!oldest.ended) {
                EndpointState endpoint = oldest.endpoint;
                count(endpoint, -endpoint.inFlight());
                endpoint.slow();
                count(endpoint, endpoint.inFlight());
            }
        }
    }
}
