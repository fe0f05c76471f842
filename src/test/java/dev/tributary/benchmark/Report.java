package dev.tributary.benchmark;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
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
                "| target | calls/s | CPU µs/call | p50 ms, 1 connection | stored bytes/call | documents/call | peak GiB | start s | 200s | lost | other answers |");
        line("|---|---|---|---|---|---|---|---|---|---|---|");
        for (TargetRun run : runs) {
            line(
                    "| %s | %s | %s | %s | %.0f | %.2f | %.2f | %.1f | %d | %d | %s |",
                    run.target,
                    run.rate.withDigits(0),
                    run.cpuMicros.withDigits(0),
                    run.idleMillis.withDigits(2),
                    run.bytesPerCall,
                    run.documentsPerCall,
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

    void goals(List<DeliveryReport.Goal> goals) {
        line("| goal | measured | wanted | |");
        line("|---|---|---|---|");
        goals.forEach(goal -> line(
                "| %s | %s | %s | %s |",
                goal.name(),
                goal.measured(),
                goal.gate() ? goal.wanted() : "",
                goal.gate() && goal.missed() ? "MISSED" : ""));
        line("");
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
