package dev.tributary.delivery;

import dev.tributary.work.WorkQueue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * What this gateway has claimed and how long each lease lasts by its own, monotonic clock; so it notices by itself when
 * one is over. Each method is atomic.
 */
final class DeliveryClaims {

    private static final int MOST = 2048;
    private static final long LEASE = WorkQueue.LEASE.toNanos();
    /** An attempt is not started unless its lease lasts until it must have ended. */
    private static final long NEEDED = TimeUnit.SECONDS.toNanos(25);

    private record Claim(String token, long until) {}

    private final DeliveryQueue queue;
    private final Map<String, Claim> held = new HashMap<>();
    private final TreeSet<Instant> expected = new TreeSet<>();
    private final List<Delivery> givenBack = new ArrayList<>();
    private final Clock clock;
    private volatile boolean moreIsDue;

    DeliveryClaims(DeliveryQueue queue, Clock clock) {
        this.queue = queue;
        this.clock = clock;
    }

    /** Says that something will be due, which ends a wait for it then. */
    synchronized void expect(Instant at) {
        // in steps of 10 ms, so that the many of one moment are one
        expected.add(Instant.ofEpochMilli((at.toEpochMilli() + 9) / 10 * 10));
        if (expected.size() > MOST) {
            expected.pollLast();
        }
        notifyAll();
    }

    /** Waits until something expected is due, at most for so long. */
    synchronized void awaitDue(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (true) {
            Instant now = clock.instant();
            boolean due = !expected.isEmpty() && !expected.first().isAfter(now);
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (due || left <= 0) {
                expected.headSet(now, true).clear();
                return;
            }
            wait(
                    expected.isEmpty()
                            ? left
                            : Math.min(
                                    left,
                                    1 + Duration.between(now, expected.first()).toMillis()));
        }
    }

    /** Whether the last claim left something due behind. */
    boolean moreIsDue() {
        return moreIsDue;
    }

    void moreIsDue(boolean more) {
        moreIsDue = more;
    }

    /** Whether memory should take more. */
    synchronized boolean hasRoom() {
        return held.size() < MOST;
    }

    /** @param since a reading of {@code System.nanoTime()} from before the claim was written */
    synchronized void hold(Collection<Delivery> claimed, long since) {
        claimed.forEach(delivery -> held.put(delivery.id(), new Claim(delivery.token(), since + LEASE)));
    }

    /** Whether a delivery is still this gateway's for as long as an attempt may take. */
    synchronized boolean lasts(Delivery delivery) {
        Claim claim = held.get(delivery.id());
        return claim != null && claim.token().equals(delivery.token()) && claim.until() - System.nanoTime() >= NEEDED;
    }

    synchronized void forget(Delivery delivery) {
        held.computeIfPresent(delivery.id(), (id, claim) -> claim.token().equals(delivery.token()) ? null : claim);
    }

    /** Takes note of what is not going to be attempted now; {@link #release} tells the queue. */
    synchronized void giveBack(Delivery delivery) {
        if (held.remove(delivery.id()) != null) {
            givenBack.add(delivery);
        }
    }

    /** Releases what was given back: due as before, for any gateway. What could not be released keeps its lease. */
    void release() {
        Map<String, Set<String>> byToken = new HashMap<>();
        synchronized (this) {
            givenBack.forEach(delivery -> byToken.computeIfAbsent(delivery.token(), token -> new HashSet<>())
                    .add(delivery.id()));
            givenBack.clear();
        }
        byToken.forEach((token, ids) -> queue.release(ids, token));
    }

    /** Prolongs all leases. What was lost is not started any more. */
    void renew() {
        heldByToken().forEach((token, ids) -> {
            long since = System.nanoTime();
            Set<String> still = queue.renew(ids, token);
            synchronized (this) {
                ids.forEach(id -> held.computeIfPresent(
                        id, (key, claim) -> renewed(claim, token, still.contains(id) ? since + LEASE : 0L)));
            }
        });
    }

    @SuppressWarnings("NullAway") // null takes the entry out
    private static Claim renewed(Claim claim, String token, long until) {
        if (!claim.token().equals(token)) {
            return claim;
        }
        return until == 0L ? null : new Claim(token, until);
    }

    private synchronized Map<String, Set<String>> heldByToken() {
        Map<String, Set<String>> byToken = new HashMap<>();
        held.forEach((id, claim) ->
                byToken.computeIfAbsent(claim.token(), token -> new HashSet<>()).add(id));
        return byToken;
    }
}
