package dev.tributary.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.util.FileSystemUtils;

/**
 * Loads each target in turn, forth and back, so that what drifts meets all alike. A closed loop, so rates and costs are
 * good and tails are not. A run whose 200s are not all in the store fails.
 */
class IngestBenchmark {

    private static final int SYNCS = 51;

    private final BenchmarkSettings settings = BenchmarkSettings.fromSystemProperties();
    private final String run =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final Path folder = Path.of("target", "benchmark", run).toAbsolutePath();
    private final Map<Target, TargetRun> runs = new EnumMap<>(Target.class);
    private final Measurements syncMicros = new Measurements();

    @Test
    void ingestCostsLittleMoreThanItsStore() throws Exception {
        Assumptions.assumeTrue(settings.includes("ingest"), "only the other half was asked for");
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
        int port = settings.firstPort();
        for (Target target : Target.of(settings.mongodb() == null)) {
            TargetRun one = new TargetRun(target, settings, run, folder, port);
            runs.put(target, one);
            say("warming " + target + " up");
            one.start();
            one.warmUp();
            port += 2;
        }
        for (int round = 0; round < settings.rounds(); round++) {
            say("round " + (round + 1) + " of " + settings.rounds());
            measure(round);
        }
        say("one round of G under the flight recorder, then looking every 200 up in the stores");
        CpuProfile profile = run(Target.G).profiled();
        stop();
        for (TargetRun one : runs.values()) {
            one.audit();
        }
        report(profile);

        assertThat(runs.values()).as("calls answered 200 and not stored").allMatch(one -> one.missing == 0);
        FileSystemUtils.deleteRecursively(folder);
        assertThat(goals()).as("goals that are gates").noneMatch(goal -> goal.gate() && goal.missed());
    }

    /** Minutes pass without a result. */
    private static void say(String progress) {
        System.out.println("benchmark: " + progress);
    }

    private void measure(int round) throws IOException, InterruptedException, ExecutionException {
        syncMicros.add(medianSyncMicros());
        List<TargetRun> order = new ArrayList<>(runs.values());
        if (round % 2 == 1) {
            Collections.reverse(order);
        }
        for (TargetRun one : order) {
            one.loaded();
        }
        for (TargetRun one : order) {
            one.oneConnection();
        }
    }

    private double medianSyncMicros() throws IOException {
        long[] micros = new long[SYNCS];
        try (FileChannel file = FileChannel.open(
                folder.resolve("sync"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND)) {
            for (int i = 0; i < SYNCS; i++) {
                long startedAt = System.nanoTime();
                file.write(ByteBuffer.allocate(1024));
                file.force(false);
                micros[i] = (System.nanoTime() - startedAt) / 1000;
            }
        }
        Arrays.sort(micros);
        return micros[SYNCS / 2];
    }

    private void report(CpuProfile profile) throws IOException {
        Report report = new Report();
        report.environment(settings, syncMicros);
        report.targets(runs.values());
        report.goals(goals());
        report.whereTheTimeGoes(runs.values());
        report.profile(profile);
        System.out.println("\n" + report);
        Files.writeString(Path.of("target", "benchmark", "ingest.md"), report.toString());
    }

    private List<DeliveryReport.Goal> goals() {
        return IngestGoals.of(runs);
    }

    private TargetRun run(Target target) {
        return Objects.requireNonNull(runs.get(target));
    }

    @AfterEach
    void stop() throws IOException {
        for (TargetRun one : runs.values()) {
            one.stop();
        }
    }
}
