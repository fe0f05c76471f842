package dev.tributary.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way to one subscription: what waits for it in memory, and how much of it may be sent at a time. The limit grows by
 * one with each full round of successes and halves when the endpoint is in trouble; an endpoint that stays in trouble is
 * left alone for growing pauses, after each of which one attempt shows whether it is back. Guarded by its dispatcher.
 */
final class Lane {

    private static final int START = 4;
    private static final int MOST = 8;
    /** What more there is waits in the store, where it is in nobody's way. */
    private static final int MOST_WAITING = 64;

    private static final int TROUBLES_BEFORE_PAUSE = 5;
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(60);

    private final Deque<Delivery> first = new ArrayDeque<>();
    private final Deque<Delivery> later = new ArrayDeque<>();
    private int limit = START;
    private int running;
    private int successes;
    private int troubles;
    private boolean leftBehind;
    private boolean paused;
    private long pausedUntil;
    private long nextStart = Long.MIN_VALUE;

    void add(Delivery delivery) {
        (delivery.made() == 0 ? first : later).add(delivery);
    }

    int waiting() {
        return first.size() + later.size();
    }

    boolean open(long now) {
        return !paused || now - pausedUntil >= 0;
    }

    /** Whether another delivery could start now, or soon. */
    boolean hasRoom(long now) {
        return hasRoom(now, 0);
    }

    /** As above, behind so many more that are about to be added. */
    boolean hasRoom(long now, int more) {
        return open(now) && running + waiting() + more < limit;
    }

    /** Whether so many more, and one, may wait in memory. */
    boolean takes(long now, int more) {
        return open(now) && waiting() + more < MOST_WAITING;
    }

    /** How many of those that wait could start now, if there were threads for them. */
    int startable(long now) {
        return open(now) && untilNextStart(now) == 0 ? Math.max(0, Math.min(waiting(), limit - running)) : 0;
    }

    /** Says that the store may hold something due for this lane, which it had no room for. */
    void leaveBehind() {
        leftBehind = true;
    }

    /** True once, when there is room for what was left behind. */
    boolean wantsMore(long now) {
        boolean wants = leftBehind && hasRoom(now);
        leftBehind &= !wants;
        return wants;
    }

    /** The next delivery to start now, or null. */
    @Nullable
    Delivery next(long now, boolean alsoLater) {
        if (!open(now) || running >= limit || untilNextStart(now) > 0) {
            return null;
        }
        Delivery next = first.poll();
        return next == null && alsoLater ? later.poll() : next;
    }

    /** @param rate deliveries a second, or null for no limit */
    void started(long now, @Nullable Double rate) {
        running++;
        if (rate != null && rate > 0) {
            long gap = (long) (TimeUnit.SECONDS.toNanos(1) / rate);
            nextStart = (nextStart == Long.MIN_VALUE || now - nextStart > gap ? now : nextStart) + gap;
        }
    }

    /** Ended without having called the endpoint. */
    void withdrawn() {
        running--;
    }

    void succeeded() {
        answered();
        successes++;
        if (successes >= limit && limit < MOST) {
            limit++;
            successes = 0;
        }
    }

    /** It answered, if not as wished: the endpoint itself is well. */
    void answered() {
        running--;
        troubles = 0;
        paused = false;
    }

    /** How long until the rate allows the next start; 0 if it does now. */
    long untilNextStart(long now) {
        return nextStart == Long.MIN_VALUE ? 0 : Math.max(0, nextStart - now);
    }

    /** True: the endpoint is left alone from now on, and what waits for it is to be given back. */
    boolean troubled(long now) {
        running--;
        troubles++;
        successes = 0;
        limit = Math.max(1, limit / 2);
        if (troubles < TROUBLES_BEFORE_PAUSE) {
            return false;
        }
        paused = true;
        long pause = TimeUnit.SECONDS.toNanos(1) << Math.min(troubles - TROUBLES_BEFORE_PAUSE, 6);
        pausedUntil = now + Math.min(pause, LONGEST_PAUSE);
        return true;
    }

    /** Empties the lane. */
    List<Delivery> takeAll() {
        var all = new ArrayList<>(first);
        all.addAll(later);
        first.clear();
        later.clear();
        return all;
    }
}
