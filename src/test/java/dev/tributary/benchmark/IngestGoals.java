package dev.tributary.benchmark;

import dev.tributary.benchmark.DeliveryReport.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the gateway has to reach when calls come in. A goal is missed only if the best round misses it. */
final class IngestGoals {

    private IngestGoals() {}

    /**
     * On a server, throughput is compared with the least that the server can do in the same run. The embedded store has its
     * processor in common with the gateway and writes raw bytes at next to no cost, so that a ratio to it says little.
     */
    static List<Goal> of(Map<Target, TargetRun> runs) {
        TargetRun l2 = Objects.requireNonNull(runs.get(Target.L2));
        TargetRun l3 = Objects.requireNonNull(runs.get(Target.L3));
        TargetRun g = Objects.requireNonNull(runs.get(Target.G));
        TargetRun l4 = runs.get(Target.L4);
        boolean embedded = l4 == null;
        List<Goal> goals = new ArrayList<>(List.of(
                Goal.atLeast("calls/s", g.rate, embedded ? 5_000 : 3_600, 0, true),
                Goal.atLeast("throughput G / L3", g.rate.over(l3.rate), 0.5, 2, !embedded),
                Goal.atLeast("throughput G / L2", g.rate.over(l2.rate), 1.6, 2, !embedded)));
        if (l4 != null) {
            goals.add(Goal.atLeast("throughput L4 / L3", l4.rate.over(l3.rate), 0.5, 2, false));
            goals.add(Goal.atLeast("throughput G / L4", g.rate.over(l4.rate), 0.8, 2, true));
        }
        goals.addAll(List.of(
                Goal.atMost("CPU µs per call of the gateway's own threads", ownThreads(g), 130, 0, true),
                Goal.atMost("CPU µs per call of a store outside", g.elsewhereMicros, 220, 0, !embedded),
                Goal.atMost("p50 on one connection G / L2", g.idleMillis.over(l2.idleMillis), 1.3, 2, false),
                Goal.atMost("MongoDB commands per event, loaded", g.commands, 0.3, 2, true),
                Goal.atMost("MongoDB commands per event, one connection", g.idleCommands, 6, 2, true),
                Goal.atMost("peak memory, GiB", Measurements.of(g.peakMemory), 0.71, 2, true)));
        return goals;
    }

    private static Measurements ownThreads(TargetRun g) {
        Measurements server = g.threadMicros.getOrDefault(ThreadGroups.SERVER, new Measurements());
        return server.plus(g.threadMicros.getOrDefault(ThreadGroups.WRITERS, new Measurements()));
    }
}
