package dev.tributary.followup;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How fast each source's API is called: evenly at its rate, a few calls at a time, and not at all for a while after it
 * could not be reached or asked for a pause. So an API that is down holds neither threads nor claims.
 */
final class SourcePace {

    static final int MOST_AT_ONCE = 4;
    /** What {@link #tryStart} answers when the end of another call has to be waited for. */
    static final long BUSY = Long.MAX_VALUE;

    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);
    private static final Duration LONGEST_REQUESTED_REST = Duration.ofMinutes(5);

    private final LongSupplier nanoTime;
    private final Map<String, State> states = new HashMap<>();

    SourcePace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private static final class State {
        private long nextStart;
        private int running;
        private int unreached;

        private State(long now) {
            this.nextStart = now;
        }
    }

    /**
     * Takes a place for one call.
     *
     * @param rate calls a second
     * @return 0 when the call may start; else nanoseconds to wait, or {@link #BUSY}
     */
    synchronized long tryStart(String sourceId, double rate) {
        long now = nanoTime.getAsLong();
        State state = state(sourceId);
        if (state.running >= MOST_AT_ONCE) {
            return BUSY;
        }
        if (state.nextStart - now > 0) {
            return state.nextStart - now;
        }
        state.nextStart = now + (long) (1e9 / rate);
        state.running++;
        return 0;
    }

    /** Gives a place back. */
    synchronized void end(String sourceId) {
        state(sourceId).running--;
    }

    /** The API has answered. */
    synchronized void reached(String sourceId) {
        state(sourceId).unreached = 0;
    }

    /** The API has not answered: a pause, twice as long each time. */
    synchronized void unreached(String sourceId) {
        State state = state(sourceId);
        Duration rest = FIRST_REST.multipliedBy(1L << Math.min(state.unreached++, 5));
        pause(state, rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST);
    }

    /** The API has asked for a pause. */
    synchronized void rest(String sourceId, Duration requested) {
        pause(state(sourceId), requested.compareTo(LONGEST_REQUESTED_REST) < 0 ? requested : LONGEST_REQUESTED_REST);
    }

    private void pause(State state, Duration rest) {
        long end = nanoTime.getAsLong() + rest.toNanos();
        if (end - state.nextStart > 0) {
            state.nextStart = end;
        }
    }

    private State state(String sourceId) {
        return states.computeIfAbsent(sourceId, id -> new State(nanoTime.getAsLong()));
    }
}
