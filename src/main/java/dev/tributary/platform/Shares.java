package dev.tributary.platform;

import java.util.HashMap;
import java.util.Map;

/**
 * Divides a limited amount among many. One holder may hold three times what is free, so an only one gets three quarters
 * of all, n busy ones get 3 / (3n + 1) each, and a part is always free for one that holds little.
 */
public final class Shares {

    private static final int TIMES_THE_FREE = 3;
    private static final int TENTH = 10;

    private final long amount;
    private final Map<String, Long> taken = new HashMap<>();
    private long free;

    /** @param amount of all shares together */
    public Shares(long amount) {
        this.amount = amount;
        this.free = amount;
    }

    /** Takes a part for a holder; false if its share or the whole is used up, and nothing was taken. */
    public boolean take(String holder, long part) {
        return take(holder, part, 0);
    }

    /** As {@link #take}, but leaves a tenth of the amount to holders that need it more. */
    public boolean takeSparingly(String holder, long part) {
        return take(holder, part, amount / TENTH);
    }

    private synchronized boolean take(String holder, long part, long left) {
        long after = free - part;
        long own = taken.getOrDefault(holder, 0L) + part;
        if (after < left || own > TIMES_THE_FREE * after) {
            return false;
        }
        free = after;
        taken.put(holder, own);
        return true;
    }

    /** Releases a part that was taken before. */
    public synchronized void release(String holder, long part) {
        free += part;
        taken.computeIfPresent(holder, (name, own) -> own == part ? null : Long.valueOf(own - part));
    }

    /** What all holders have taken together. */
    public synchronized long taken() {
        return amount - free;
    }
}
