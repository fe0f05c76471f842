package dev.tributary.benchmark;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What was measured, as Markdown. */
final class Report {

    private final StringBuilder text = new StringBuilder();

    void environment(BenchmarkSettings settings, Measurements syncMicros) {
        line("## Ingest: what an event costs");
        line("");
        line(
                "Java %s, %d processors, %s, `%s`; %d rounds of %d s on %d connections and %d s on one; median (least-most).",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                settings.mongodb() == null ? "embedded store" : "MongoDB protocol server at " + settings.mongodb(),
                settings.jvm(),
                settings.rounds(),
                settings.round().toSeconds(),
                settings.connections(),
                settings.idleRound().toSeconds());
        line("One `fdatasync` of 1 KB took %s µs.", syncMicros.withDigits(0));
        line("");
    }

    void targets(Collection<TargetRun> runs) {
        line(
                "| target | calls/s | CPU µs/call | p50 ms, 1 connection | stored bytes/call | peak GiB | start s | 200s | lost | other answers |");
        line("|---|---|---|---|---|---|---|---|---|---|");
        for (TargetRun run : runs) {
            line(
                    "| %s | %s | %s | %s | %.0f | %.2f | %.1f | %d | %d | %s |",
                    run.target,
                    run.rate.withDigits(0),
                    run.cpuMicros.withDigits(0),
                    run.idleMillis.withDigits(2),
                    run.bytesPerCall,
                    run.peakMemory,
                    run.secondsToReady,
                    run.ledger.acknowledged().cardinality(),
                    run.missing,
                    run.ledger.others());
        }
        line("");
    }

    /** Microseconds of processor for one call. */
    void whereTheTimeGoes(Collection<TargetRun> runs) {
        line("CPU µs per call, by threads of the target; below, what the machine did beside target and generator:");
        line("");
        line("| threads | %s |", join(runs, run -> run.target.name()));
        line("|---|%s|", join(runs, run -> "---"));
        for (ThreadGroups group : ThreadGroups.values()) {
            line(
                    "| %s | %s |",
                    group, join(runs, run -> {
                        Measurements micros = run.threadMicros.get(group);
                        return micros == null ? "-" : micros.withDigits(0);
                    }));
        }
        line("| elsewhere: a store outside the target | %s |", join(runs, run -> run.elsewhereMicros.withDigits(0)));
        line("");
    }

    void profile(CpuProfile profile) {
        line("Java code of the gateway under load, %d samples of the flight recorder:", profile.total());
        line("");
        line("| part | share |");
        line("|---|---|");
        profile.shares().forEach(share -> line("| %s | %.1f %% |", share.getKey(), share.getValue()));
        line("");
    }

    private static String join(Collection<TargetRun> runs, Function<TargetRun, String> cell) {
        return runs.stream().map(cell).collect(Collectors.joining(" | "));
    }

    void ratios(TargetRun l2, TargetRun l3, TargetRun g) {
        line("| goal | measured | wanted |");
        line("|---|---|---|");
        line("| throughput G / L3 | %s | ≥ 0.60 |", g.rate.over(l3.rate).withDigits(2));
        line("| throughput G / L2 | %s | ≥ 1.3 |", g.rate.over(l2.rate).withDigits(2));
        line(
                "| p50 on one connection G / L2 | %s | ≤ 1.3 |",
                g.idleMillis.over(l2.idleMillis).withDigits(2));
        line("| MongoDB commands per event, loaded | %s | ≤ 0.3 |", g.commands.withDigits(2));
        line("| MongoDB commands per event, one connection | %s | ≤ 6 |", g.idleCommands.withDigits(2));
        line("| peak memory, GiB | %.2f | ≤ 0.71 |", g.peakMemory);
        line("");
    }

    /** The goals that are missed even by the best round; a single slow round on a shared machine is no verdict. */
    static List<String> missed(TargetRun l2, TargetRun l3, TargetRun g) {
        List<String> missed = new ArrayList<>();
        if (g.rate.over(l3.rate).most() < 0.60) {
            missed.add("throughput G / L3");
        }
        if (g.rate.over(l2.rate).most() < 1.3) {
            missed.add("throughput G / L2");
        }
        if (g.commands.least() > 0.3) {
            missed.add("MongoDB commands per event");
        }
        if (g.peakMemory > 0.71) {
            missed.add("peak memory");
        }
        return missed;
    }

    @FormatMethod
    private void line(@FormatString String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
