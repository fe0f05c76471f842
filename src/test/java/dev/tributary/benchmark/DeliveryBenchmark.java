package dev.tributary.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.util.FileSystemUtils;

/**
 * What it costs to get an event to its subscribers, and whether they are served evenly. Every acknowledged call is looked
 * up in the store and at the sink: a run in which an event is missing or repeated fails.
 */
class DeliveryBenchmark {

    private final BenchmarkSettings settings = BenchmarkSettings.fromSystemProperties();
    private final String run =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final Path folder = Path.of("target", "benchmark", run).toAbsolutePath();
    private final EndToEnd endToEnd = new EndToEnd();
    private final Drain drain = new Drain();
    private final BareRuns bare = new BareRuns();
    private final StoreWrites writes = new StoreWrites();
    private final List<Isolation> isolations = new ArrayList<>();
    private final List<DeliveryAudit> audits = new ArrayList<>();

    /** C0. */
    static final class BareRuns {
        final Measurements rate = new Measurements();
        final Measurements cpuMicros = new Measurements();
        int connections;
    }

    @Test
    void deliveriesAreCheapFairAndComplete() throws Exception {
        Assumptions.assumeTrue(settings.includes("delivery"), "only the other half was asked for");
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
        Files.createDirectories(folder);
        try {
            measure();
        } finally {
            report();
        }

        assertThat(audits).as("nothing missing, nothing repeated").allMatch(DeliveryAudit::holds);
        FileSystemUtils.deleteRecursively(folder);
        assertThat(goals()).as("goals that are gates").noneMatch(goal -> goal.gate() && goal.missed());
    }

    private void measure() throws IOException, InterruptedException, ExecutionException {
        endToEndAndDrain();
        say("documents for an event, and failures recorded");
        audits.add(writes.run(settings, run, folder));
        for (Sink.Behaviour kind :
                List.of(Sink.Behaviour.SLOW, Sink.Behaviour.SLOWER, Sink.Behaviour.HANGING, Sink.Behaviour.REFUSING)) {
            say("a healthy endpoint beside " + Isolation.OTHERS + " of which each " + kind.meaning);
            Isolation isolation = new Isolation(kind);
            isolations.add(isolation);
            audits.add(isolation.run(settings, run, folder));
        }
    }

    private List<DeliveryReport.Goal> goals() {
        return DeliveryReport.goals(settings, endToEnd, drain, bare, writes, isolations, audits);
    }

    private void endToEndAndDrain() throws IOException, InterruptedException, ExecutionException {
        try (DeliveryGateway gateway = new DeliveryGateway(settings, run, folder, "main", false);
                Sink bareSink = new Sink()) {
            say("warming the gateway and the bare client up");
            gateway.closedLoop(settings.warmUp());
            gateway.awaitAll(EndToEnd.CATCH_UP);
            Path body = folder.resolve("body");
            Files.write(body, gateway.sampleBody());
            bare.connections = gateway.sink.peakConnections();
            try (BareClientProcess client =
                    new BareClientProcess(settings.jvm(), bareSink.uri("/"), DeliveryGateway.SIGNING_SECRET, body)) {
                client.run(bare.connections, settings.warmUp().dividedBy(2));
                for (int round = 0; round < settings.rounds(); round++) {
                    say("round " + (round + 1) + " of " + settings.rounds());
                    round(gateway, client, bareSink, round % 2 == 1);
                }
            }
            Map<Integer, String> eventIds = gateway.stopAndRead();
            endToEnd.latencies(gateway.sink, eventIds);
            audits.add(gateway.audit(eventIds, gateway.ledger.acknowledged()));
        }
    }

    /** Forth and back, so that what drifts meets all alike. */
    private void round(DeliveryGateway gateway, BareClientProcess client, Sink bareSink, boolean back)
            throws IOException, InterruptedException, ExecutionException {
        if (!back) {
            bare(client, bareSink);
        } else {
            drain.afterOutage(gateway);
            drain.firstAttempts(gateway);
        }
        endToEnd.closedLoop(gateway);
        endToEnd.openLoop(gateway);
        if (back) {
            bare(client, bareSink);
        } else {
            drain.firstAttempts(gateway);
            drain.afterOutage(gateway);
        }
    }

    private void bare(BareClientProcess client, Sink bareSink) throws IOException {
        BareClientProcess.Outcome outcome =
                client.run(bare.connections, settings.round().dividedBy(2));
        bareSink.clear();
        bare.rate.add(outcome.rate());
        bare.cpuMicros.add(outcome.cpuMicros());
    }

    /** Minutes pass without a result. */
    private static void say(String progress) {
        System.out.println("benchmark: " + progress);
    }

    private void report() throws IOException {
        DeliveryReport report = new DeliveryReport();
        report.environment(settings, bare);
        report.goals(goals());
        report.endToEnd(endToEnd, drain, bare);
        report.store(endToEnd, writes);
        report.isolation(isolations);
        report.audits(audits);
        System.out.println("\n" + report);
        Files.writeString(Path.of("target", "benchmark", "delivery.md"), report.toString());
    }
}
