package dev.tributary.benchmark;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the sink got against what was acknowledged.
 *
 * @param acknowledged calls that were answered 200
 * @param notStored of these, without an event in the store
 * @param missing of these, with an event whose id never arrived
 * @param repeated ids that arrived more than once
 * @param unknown ids that arrived and belong to no event in the store
 * @param verified sampled requests whose signature the official library accepted
 * @param forged sampled requests whose signature it refused
 */
record DeliveryAudit(
        String gateway,
        int acknowledged,
        int notStored,
        int missing,
        int repeated,
        int unknown,
        int verified,
        int forged) {

    /**
     * @param eventIds ids of the stored events, by number of the call
     * @param arrived all ids that arrived, in any order
     */
    static DeliveryAudit of(
            String gateway,
            BitSet acknowledged,
            Map<Integer, String> eventIds,
            List<String> arrived,
            int verified,
            int forged) {
        Map<String, Integer> counts = new HashMap<>();
        arrived.forEach(id -> counts.merge(id, 1, Integer::sum));
        Set<String> stored = new HashSet<>(eventIds.values());
        int notStored = 0;
        int missing = 0;
        for (int number = acknowledged.nextSetBit(0); number >= 0; number = acknowledged.nextSetBit(number + 1)) {
            String id = eventIds.get(number);
            if (id == null) {
                notStored++;
            } else if (!counts.containsKey(id)) {
                missing++;
            }
        }
        int repeated = Math.toIntExact(
                counts.values().stream().filter(count -> count > 1).count());
        int unknown = Math.toIntExact(
                counts.keySet().stream().filter(id -> !stored.contains(id)).count());
        return new DeliveryAudit(
                gateway, acknowledged.cardinality(), notStored, missing, repeated, unknown, verified, forged);
    }

    /** With what other sinks of the same gateway got more than once. */
    DeliveryAudit withRepeated(int more) {
        return new DeliveryAudit(gateway, acknowledged, notStored, missing, repeated + more, unknown, verified, forged);
    }

    boolean holds() {
        return notStored == 0 && missing == 0 && repeated == 0 && forged == 0 && verified > 0;
    }
}
