package dev.tributary.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.util.FileSystemUtils;

/** Whether ingest, pages and start-up cost the same with many stored events as with few. */
class HistoryBenchmark {

    /** Enough events for pages that do not end. */
    static final int FEW = 10_000;

    private final BenchmarkSettings settings = BenchmarkSettings.fromSystemProperties();
    private final String run =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final Path folder = Path.of("target", "benchmark", run).toAbsolutePath();

    @Test
    void costDoesNotGrowWithHistory() throws Exception {
        Assumptions.assumeTrue(settings.includes("history"), "another part was asked for");
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
        History few;
        History many;
        try (HistoryGateway gateway = new HistoryGateway(settings, run, folder)) {
            gateway.start();
            gateway.store(FEW);
            few = gateway.measure();
            gateway.stop();
            gateway.fill(settings.history());
            gateway.start();
            many = gateway.measure();
            double afterKill = gateway.killAndStart();
            gateway.stop();
            many = many.with(afterKill, gateway.bytesPerEvent());
        }
        HistoryReport report = new HistoryReport(settings, few, many);
        report.write(Path.of("target", "benchmark", "history.md"));
        FileSystemUtils.deleteRecursively(folder);
        assertThat(report.missed()).isEmpty();
    }
}
