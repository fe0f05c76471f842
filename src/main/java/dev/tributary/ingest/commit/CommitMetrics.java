package dev.tributary.ingest.commit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/** What an operator sees of the commits. */
final class CommitMetrics {

    private final MeterRegistry metrics;
    private final Timer latency;
    private final DistributionSummary batchSize;

    CommitMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
        this.latency = Timer.builder("tributary.commit.latency")
                .description("Time from the start of a commit until the store has confirmed its receipts and events")
                .serviceLevelObjectives(
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(metrics);
        this.batchSize = DistributionSummary.builder("tributary.commit.batch.size")
                .description("Calls in one commit")
                .baseUnit("calls")
                .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128)
                .register(metrics);
        Stream.of(NotStoredException.Reason.values()).forEach(this::counter);
    }

    void bindTo(CommitQueue queue) {
        Gauge.builder("tributary.commit.queue", queue, CommitQueue::size)
                .description("Calls that wait for a commit")
                .baseUnit("calls")
                .register(metrics);
    }

    Timer.Sample started(int calls) {
        batchSize.record(calls);
        return Timer.start(metrics);
    }

    void ended(Timer.Sample commit) {
        commit.stop(latency);
    }

    void refused(NotStoredException.Reason reason) {
        counter(reason).increment();
    }

    /** Registered at start-up with 0: Prometheus sees an increase only of a counter that it has scraped before. */
    private Counter counter(NotStoredException.Reason reason) {
        return Counter.builder("tributary.commit.refused")
                .description("Calls that were answered 503 because they were not known to be stored, by reason")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(metrics);
    }
}
