package dev.tributary.platform;

import java.util.HashMap;
import java.util.Map;

/**
 * Divides a limited amount among many. One holder may hold three times what is free, so an only one gets three quarters
 * of all, n busy ones get 3 / (3n + 1) each, and a part is always free for one that holds little.
 */
public final class Shares {

    private static final int TIMES_THE_FREE = 3;

    private final long amount;
    private final Map<String, Long> held = new HashMap<>();
    private long free;

    /** @param amount of all shares together */
    public Shares(long amount) {
        this.amount = amount;
        this.free = amount;
    }

    /** Takes a part for a holder; false if its share or the whole is used up, and nothing was taken. */
    public synchronized boolean take(String holder, long part) {
        long after = free - part;
        long own = held.getOrDefault(holder, 0L) + part;
        if (after < 0 || own > TIMES_THE_FREE * after) {
            return false;
        }
        free = after;
        held.put(holder, own);
        return true;
    }

    /** Gives a part back that was taken before. */
    public synchronized void release(String holder, long part) {
        free += part;
        held.computeIfPresent(holder, (name, own) -> own == part ? null : Long.valueOf(own - part));
    }

    /** What is held by all together. */
    public synchronized long held() {
        return amount - free;
    }
}
