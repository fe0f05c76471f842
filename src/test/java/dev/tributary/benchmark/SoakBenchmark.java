package dev.tributary.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.util.FileSystemUtils;

/**
 * Ten subscriptions at 80 % of what the gateway reaches with them, minute by minute, then SIGKILL and a start: whether
 * memory and latency stay flat and nothing is lost. Part of the benchmark only where it is asked for, because it is long.
 */
class SoakBenchmark {

    private static final int OTHERS = 9;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration CATCH_UP = Duration.ofMinutes(10);
    private static final double SHARE = 0.8;

    private final BenchmarkSettings settings = BenchmarkSettings.fromSystemProperties();
    private final String run =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final Path folder = Path.of("target", "benchmark", run).toAbsolutePath();
    private final List<Sink> sinks = new ArrayList<>();
    private final StringBuilder report = new StringBuilder();

    @Test
    void memoryAndLatencyStayFlatAndNothingIsLost() throws Exception {
        Assumptions.assumeTrue(settings.includes("soak"), "another part was asked for");
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
        Files.createDirectories(folder);
        List<DeliveryAudit> audits;
        try (DeliveryGateway gateway = new DeliveryGateway(settings, run, folder, "soak", false)) {
            sinks.add(gateway.sink);
            for (int i = 0; i < OTHERS; i++) {
                Sink other = new Sink();
                sinks.add(other);
                gateway.access.subscribe("other-" + i, other.uri("/"), DeliveryGateway.SIGNING_SECRET);
            }
            gateway.closedLoop(settings.warmUp());
            awaitAll(gateway);
            soak(gateway, SHARE * maximum(gateway));
            say("killed; ready again after %.1f s", gateway.killAndStart());
            awaitAll(gateway);
            audits = audits(gateway);
        } finally {
            for (Sink sink : sinks) {
                sink.close();
            }
        }
        Files.writeString(Path.of("target", "benchmark", "soak.md"), report);
        assertThat(audits).allMatch(audit -> audit.notStored() == 0 && audit.missing() == 0 && audit.forged() == 0);
        FileSystemUtils.deleteRecursively(folder);
    }

    /** Calls a second at which the endpoint that is served least still keeps up. */
    private double maximum(DeliveryGateway gateway) throws InterruptedException, ExecutionException {
        Measurements rates = new Measurements();
        for (int i = 0; i < settings.rounds(); i++) {
            int before = slowest();
            LoadRun.Outcome load = gateway.closedLoop(settings.round());
            rates.add((slowest() - before) / load.seconds());
            awaitAll(gateway);
        }
        say("maximum with %d subscriptions: %s events/s", sinks.size(), rates.withDigits(0));
        return rates.median();
    }

    private int slowest() {
        return sinks.stream().mapToInt(Sink::count).min().orElseThrow();
    }

    private void soak(DeliveryGateway gateway, double rate)
            throws IOException, InterruptedException, ExecutionException {
        say("%.0f calls/s for %d minutes", rate, settings.soak().toMinutes());
        say("| minute | calls | late | answer ms p50 | p99 | max | behind | memory MiB |");
        say("|---|---|---|---|---|---|---|---|");
        for (int minute = 1; minute <= settings.soak().toMinutes(); minute++) {
            OpenLoop.Outcome load = gateway.openLoop(rate, MINUTE);
            say(
                    "| %d | %d | %.3f | %.1f | %.1f | %.1f | %d | %.0f |",
                    minute,
                    load.intended().size(),
                    load.late(),
                    load.answerMicros().getValueAtPercentile(50) / 1000.0,
                    load.answerMicros().getValueAtPercentile(99) / 1000.0,
                    load.answerMicros().getMaxValue() / 1000.0,
                    gateway.outstanding(),
                    gateway.memory() * 1024);
        }
    }

    private void awaitAll(DeliveryGateway gateway) {
        gateway.awaitAll(CATCH_UP);
        Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(CATCH_UP).until(() -> sinks.stream()
                .skip(1)
                .allMatch(sink -> sink.distinct() >= gateway.sink.distinct()));
    }

    private List<DeliveryAudit> audits(DeliveryGateway gateway) throws IOException {
        BitSet acknowledged = gateway.ledger.acknowledged();
        say("answers other than 200: %s", gateway.ledger.others());
        Map<Integer, String> eventIds = gateway.stopAndRead();
        List<DeliveryAudit> audits = new ArrayList<>();
        audits.add(gateway.audit(eventIds, acknowledged));
        for (Sink other : sinks.subList(1, sinks.size())) {
            audits.add(DeliveryAudit.of(
                    "soak",
                    acknowledged,
                    eventIds,
                    other.since(0).stream().map(Sink.Arrival::id).toList(),
                    1,
                    0));
        }
        audits.forEach(audit -> say(
                "%d acknowledged, %d not stored, %d missing, %d sent again",
                audit.acknowledged(), audit.notStored(), audit.missing(), audit.repeated()));
        return audits;
    }

    @FormatMethod
    private void say(@FormatString String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values);
        report.append(line).append('\n');
        System.out.println("benchmark: " + line);
    }
}
