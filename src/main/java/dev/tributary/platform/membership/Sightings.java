package dev.tributary.platform.membership;

import dev.tributary.platform.membership.GatewayStore.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of the other gateways have ended: they said so, or their heartbeat stands still for the lease time by this gateway's
 * monotonic clock. One that has not looked for a third of that time begins anew, because it cannot tell who stood still.
 */
final class Sightings {

    private static final long LEASE = Membership.LEASE.toNanos();

    private record Sighting(long counter, long since) {}

    private final boolean alone;
    private final Map<String, Sighting> seen = new HashMap<>();
    private long lookedAt;

    /** @param alone whether no other process can use the store, so that every other gateway has ended */
    Sightings(boolean alone, long now) {
        this.alone = alone;
        this.lookedAt = now;
    }

    /** Takes note of the others; gives those that have ended. */
    List<Entry> ended(List<Entry> others, long now) {
        if (now - lookedAt > LEASE / 3) {
            seen.clear();
        }
        lookedAt = now;
        List<Entry> ended =
                others.stream().filter(other -> hasEnded(other, now)).toList();
        seen.keySet().retainAll(others.stream().map(Entry::id).toList());
        return ended;
    }

    private boolean hasEnded(Entry other, long now) {
        Sighting last = seen.get(other.id());
        if (last == null || last.counter() != other.counter()) {
            last = new Sighting(other.counter(), now);
            seen.put(other.id(), last);
        }
        return alone || other.stopped() || now - last.since() >= LEASE;
    }
}
