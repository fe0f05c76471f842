package dev.tributary.platform;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Part of liveness: no worker's thread has ended, and no {@link VitalPart} has failed. Otherwise only a restart helps, so
 * that the process ends after a grace time in which liveness can be read. What starts the process starts it again.
 */
final class FailureWatch implements HealthIndicator {

    /** Of a process that has ended because only a restart helps. */
    static final int EXIT_CODE = 70;

    private static final Logger log = LoggerFactory.getLogger(FailureWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** A part that has failed may keep an orderly shutdown from ending. */
    private static final Duration MAX_SHUTDOWN = Duration.ofSeconds(20);

    private final List<Worker> workers;
    private final List<VitalPart> parts;
    private final LongSupplier nanoTime;
    private final Runnable end;
    private @Nullable Long failedAt;
    private boolean ended;

    /** @param end ends the process; must return at once */
    FailureWatch(List<Worker> workers, List<VitalPart> parts, LongSupplier nanoTime, Runnable end) {
        this.workers = workers;
        this.parts = parts;
        this.nanoTime = nanoTime;
        this.end = end;
    }

    Duration round() {
        Map<String, String> failures = failures();
        long now = nanoTime.getAsLong();
        if (!failures.isEmpty() && failedAt == null) {
            failedAt = now;
            log.error(
                    "The gateway needs a restart and ends in {} s with exit code {}: {}",
                    GRACE.toSeconds(),
                    EXIT_CODE,
                    failures);
        }
        if (failedAt != null && now - failedAt >= GRACE.toNanos() && !ended) {
            ended = true;
            end.run();
        }
        return EVERY;
    }

    @Override
    public Health health() {
        Map<String, String> failures = failures();
        return failures.isEmpty()
                ? Health.up().build()
                : Health.down().withDetails(failures).build();
    }

    private Map<String, String> failures() {
        var failures = new LinkedHashMap<String, String>();
        workers.stream().filter(Worker::isDead).forEach(worker -> failures.put(worker.name(), "its thread has ended"));
        parts.forEach(part -> part.failure().get().ifPresent(reason -> failures.put(part.name(), reason)));
        return failures;
    }

    /** Stops everything in order, and ends in any case. On a thread of its own, because workers are stopped as well. */
    static void endProcess() {
        new Thread(() -> System.exit(EXIT_CODE), "restart").start();
        var halt = new Thread(FailureWatch::halt, "restart-halt");
        halt.setDaemon(true);
        halt.start();
    }

    private static void halt() {
        try {
            Thread.sleep(MAX_SHUTDOWN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
