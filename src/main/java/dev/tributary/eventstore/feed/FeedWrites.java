package dev.tributary.eventstore.feed;

import dev.tributary.event.TimeOrderedId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The writes that bring events into the feed, each from before it begins until its outcome is known. They bound the horizon, up
 * to which this gateway stores nothing any more. An event whose id is not above the horizon gets a place above it.
 */
public final class FeedWrites {

    /** Longer than from the making of an id to its write, but for a thread that stands still. */
    private static final Duration BEHIND = Duration.ofMillis(500);
    /** Longer than a write of unknown outcome takes to land: the driver's socket timeout and a server's election together. */
    private static final long LANDS_WITHIN = TimeUnit.SECONDS.toNanos(60);
    /** A gateway whose clock is ahead by more is not followed: the ids of all would tell its time. */
    private static final Duration MAX_AHEAD = Duration.ofMinutes(5);

    private final TimeOrderedId ids;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final List<Supplier<Optional<String>>> waiting = new CopyOnWriteArrayList<>();
    private final Set<Write> running = new HashSet<>();
    private String horizon;

    public FeedWrites(TimeOrderedId ids, Clock clock, LongSupplier nanoTime) {
        this.ids = ids;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.horizon = ids.floor(); // clients may have positions of an earlier process
    }

    /** A write that runs. */
    public final class Write {

        private final Map<String, String> late;
        private final @Nullable String lowest;
        private @Nullable Long lostAt;

        private Write(Map<String, String> late, @Nullable String lowest) {
            this.late = late;
            this.lowest = lowest;
        }

        /** Whether one of its events has a place that is not its id. */
        public boolean isLate() {
            return !late.isEmpty();
        }

        /** The place of an event; null where that is its id. */
        public @Nullable String place(String eventId) {
            return late.get(eventId);
        }

        /** @param isKnown false: it may still land */
        public void ended(boolean isKnown) {
            synchronized (FeedWrites.this) {
                if (isKnown) {
                    running.remove(this);
                } else {
                    lostAt = nanoTime.getAsLong();
                    forgetLost();
                }
            }
        }
    }

    /** Begins a write of events. */
    public synchronized Write begin(Collection<String> eventIds) {
        Map<String, String> late = new HashMap<>();
        String lowest = null;
        for (String id : eventIds) {
            String place = id;
            if (id.compareTo(horizon) <= 0) {
                place = ids.next(horizon);
                late.put(id, place);
            }
            lowest = lowest == null || place.compareTo(lowest) < 0 ? place : lowest;
        }
        return begun(new Write(late, lowest));
    }

    /** Begins a write by which an event that was stored long ago becomes one for subscribers. */
    public synchronized Write beginLate(String eventId) {
        String place = ids.next(horizon);
        return begun(new Write(Map.of(eventId, place), place));
    }

    private Write begun(Write write) {
        running.add(write);
        return write;
    }

    /** @param lowest gives the lowest id of the events that wait for their write */
    public void waiting(Supplier<Optional<String>> lowest) {
        waiting.add(lowest);
    }

    /** A place up to which, itself included, this gateway stores nothing any more. Never goes back. */
    public String horizon() {
        String next = TimeOrderedId.lowest(clock.instant().minus(BEHIND));
        for (Supplier<Optional<String>> lowest : waiting) {
            next = below(next, lowest.get().orElse(null));
        }
        synchronized (this) {
            forgetLost();
            for (Write write : running) {
                next = below(next, write.lowest);
            }
            horizon = next.compareTo(horizon) > 0 ? next : horizon;
            return horizon;
        }
    }

    private void forgetLost() {
        long now = nanoTime.getAsLong();
        running.removeIf(write -> write.lostAt != null && now - write.lostAt > LANDS_WITHIN);
    }

    /** Says that the store does not answer. Only time in which it does counts, as a write may land when the store goes on. */
    public synchronized void storeIsAway() {
        running.forEach(write -> write.lostAt = write.lostAt == null ? null : Long.valueOf(nanoTime.getAsLong()));
    }

    private static String below(String next, @Nullable String open) {
        return open != null && open.compareTo(next) <= 0 ? TimeOrderedId.before(open) : next;
    }

    /** Goes on behind what other gateways have shown as complete. */
    public synchronized void follow(String shown) {
        Instant last = clock.instant().plus(MAX_AHEAD);
        if (shown.compareTo(horizon) > 0 && shown.compareTo(TimeOrderedId.lowest(last)) < 0) {
            horizon = shown;
        }
    }
}
