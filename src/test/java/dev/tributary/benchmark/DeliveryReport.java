package dev.tributary.benchmark;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** What was measured of deliveries, as Markdown. */
final class DeliveryReport {

    /**
     * One line of the table of goals.
     *
     * @param missed even by the best round
     * @param gate whether missing it fails the run; what depends on the machine does not
     */
    record Goal(String name, String measured, String wanted, boolean missed, boolean gate) {

        static Goal atLeast(String name, Measurements measured, double wanted, int digits, boolean gate) {
            boolean met = measured.most() >= wanted;
            return new Goal(name, measured.withDigits(digits), "≥ " + number(wanted), !met, gate);
        }

        static Goal atMost(String name, Measurements measured, double wanted, int digits, boolean gate) {
            boolean met = measured.least() <= wanted;
            return new Goal(name, measured.withDigits(digits), "≤ " + number(wanted), !met, gate);
        }

        private static String number(double value) {
            return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
        }
    }

    private final StringBuilder text = new StringBuilder();

    static List<Goal> goals(
            BenchmarkSettings settings,
            EndToEnd endToEnd,
            Drain drain,
            DeliveryBenchmark.BareRuns bare,
            StoreWrites writes,
            List<Isolation> isolations,
            List<DeliveryAudit> audits) {
        Measurements documents = new Measurements();
        documents.add(writes.documentsPerEvent());
        List<Goal> goals = new ArrayList<>();
        goals.add(Goal.atLeast("D / C0, first attempts", drain.firstAttempts.over(bare.rate), 0.40, 2, false));
        goals.add(Goal.atLeast("D / C0, after an outage", drain.afterOutage.over(bare.rate), 0.40, 2, false));
        goals.add(Goal.atLeast(
                "E: events/s at the sink, calls on " + settings.connections() + " connections",
                endToEnd.rate,
                settings.mongodb() == null ? 2000 : 1200,
                0,
                false));
        goals.add(Goal.atMost("documents written for an event", documents, 3.001, 2, true));
        goals.add(Goal.atMost("store commands for an event", endToEnd.commands, 0.15, 3, true));
        for (Isolation isolation : isolations) {
            String beside = "of which each " + isolation.others.meaning;
            goals.add(Goal.atLeast(
                    "healthy endpoint's rate beside " + Isolation.OTHERS + ", " + beside + ", against alone",
                    isolation.beside.over(isolation.alone),
                    0.99,
                    3,
                    true));
            if (isolation.others == Sink.Behaviour.SLOW || isolation.others == Sink.Behaviour.SLOWER) {
                goals.add(Goal.atLeast(
                        "least served of the " + Isolation.OTHERS + " against best served, " + beside,
                        isolation.evenness,
                        0.8,
                        2,
                        true));
            }
        }
        goals.add(Goal.atLeast(
                "failed attempts recorded a second, " + settings.failingEndpoints() + " endpoints",
                writes.failuresRecorded,
                5000,
                0,
                false));
        goals.add(none("acknowledged events that never arrived, all runs", audits, DeliveryAudit::missing));
        goals.add(none("events that arrived more than once, all runs", audits, DeliveryAudit::repeated));
        return goals;
    }

    private static Goal none(String name, List<DeliveryAudit> audits, ToIntFunction<DeliveryAudit> count) {
        int found = audits.stream().mapToInt(count).sum();
        int of = audits.stream().mapToInt(DeliveryAudit::acknowledged).sum();
        return new Goal(name, found + " of " + of, "0", found > 0, true);
    }

    void environment(BenchmarkSettings settings, DeliveryBenchmark.BareRuns bare) {
        line("## Delivery: what it costs to get an event to its subscribers");
        line("");
        line(
                "Java %s, %d processors, %s, `%s`; %d rounds of %d s; median (minimum-maximum).",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                settings.mongodb() == null ? "embedded store" : "MongoDB protocol server at " + settings.mongodb(),
                settings.jvm(),
                settings.rounds(),
                settings.round().toSeconds());
        line(
                "Calls come in on %d connections. C0 posts on %d connections, as many as the gateway has opened to its"
                        + " subscriber. A backlog is %d deliveries.",
                settings.connections(), bare.connections, settings.backlog());
        line("");
    }

    void goals(List<Goal> goals) {
        line("| goal | measured | wanted | |");
        line("|---|---|---|---|");
        for (Goal goal : goals) {
            line("| %s | %s | %s | %s |", goal.name(), goal.measured(), goal.wanted(), goal.missed() ? "MISSED" : "");
        }
        line("");
    }

    void endToEnd(EndToEnd endToEnd, Drain drain, DeliveryBenchmark.BareRuns bare) {
        line("| | measured |");
        line("|---|---|");
        line("| C0: posts/s of the bare HTTP client | %s |", bare.rate.withDigits(0));
        line("| C0: CPU µs of the client per post | %s |", bare.cpuMicros.withDigits(0));
        line("| D: deliveries/s, first attempts | %s |", drain.firstAttempts.withDigits(0));
        line("| D: deliveries/s, after an outage | %s |", drain.afterOutage.withDigits(0));
        line(
                "| D: seconds from the end of the outage to the first request | %s |",
                drain.secondsToNotice.withDigits(1));
        line("| E, closed loop: calls/s answered 200 | %s |", endToEnd.calls.withDigits(0));
        line("| E, closed loop: events/s at the sink meanwhile | %s |", endToEnd.rate.withDigits(0));
        line("| E, closed loop: events not yet at the sink when the calls end | %s |", endToEnd.behind.withDigits(0));
        line("| E, closed loop: CPU µs of the gateway per event | %s |", endToEnd.cpuMicros.withDigits(0));
        line("| E, open loop: calls/s, half of the above | %s |", endToEnd.openRate.withDigits(0));
        line("| E, open loop: p50 ms from intended call to sink | %s |", endToEnd.p50Millis.withDigits(1));
        line("| E, open loop: p99 ms | %s |", endToEnd.p99Millis.withDigits(1));
        line("| E, open loop: share of calls sent more than 10 ms late | %s |", endToEnd.lateShare.withDigits(3));
        line("");
    }

    void store(EndToEnd endToEnd, StoreWrites writes) {
        line("Store commands for an event under E, all %s:", endToEnd.commands.withDigits(3));
        line("");
        line("| command | for an event |");
        line("|---|---|");
        endToEnd.commandsByName.forEach((name, count) -> {
            if (count.most() >= 0.0005) {
                line("| %s | %s |", name, count.withDigits(3));
            }
        });
        line("");
        line("Documents written for an event with one healthy subscription, all %.2f:", writes.documentsPerEvent());
        line("");
        line("| command | documents |");
        line("|---|---|");
        writes.documents.forEach((name, count) -> line("| %s | %.3f |", name, count));
        line("");
        line(
                "Endpoints that answer 500 at once, 10,000 deliveries a second for them: %s attempts are recorded a second,"
                        + " %s answers 500 are given.",
                writes.failuresRecorded.withDigits(0), writes.failuresSent.withDigits(0));
        line("");
    }

    void isolation(List<Isolation> isolations) {
        line(
                "One healthy endpoint at %.0f events/s, alone and beside %d:",
                Isolation.CALLS_PER_SECOND, Isolation.OTHERS);
        line("");
        line(
                "| each of the %d | healthy alone, events/s | beside them | least / best served of them |",
                Isolation.OTHERS);
        line("|---|---|---|---|");
        for (Isolation isolation : isolations) {
            line(
                    "| %s | %s | %s | %s |",
                    isolation.others.meaning,
                    isolation.alone.withDigits(1),
                    isolation.beside.withDigits(1),
                    isolation.evenness.withDigits(2));
        }
        line("");
    }

    void audits(List<DeliveryAudit> audits) {
        line("| run | 200s | not stored | missing | repeated | unknown ids | signatures verified | refused |");
        line("|---|---|---|---|---|---|---|---|");
        for (DeliveryAudit audit : audits) {
            line(
                    "| %s | %d | %d | %d | %d | %d | %d | %d |",
                    audit.gateway(),
                    audit.acknowledged(),
                    audit.notStored(),
                    audit.missing(),
                    audit.repeated(),
                    audit.unknown(),
                    audit.verified(),
                    audit.forged());
        }
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
