package dev.tributary.mongo.retention;

import dev.tributary.mongo.retention.ExpiringKind.Batch;
import dev.tributary.mongo.retention.RetentionTaskQueue.Claim;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is past its retention: each kind once an hour, a batch in each round. A kind is claimed by one gateway, and
 * taken over by another one if that ends.
 */
final class RetentionWork {

    private static final Logger log = LoggerFactory.getLogger(RetentionWork.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration IDLE = Duration.ofMinutes(1);
    /** Leaves most of the store's time to others. */
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(50);

    static final int BATCH = 500;

    /** A claimed kind, and what of it is left to do. */
    private static final class Run {

        private final Claim claim;
        private final ExpiringKind kind;
        private final Deque<Expired> left;
        private @Nullable String position;
        private long removed;

        Run(Claim claim, ExpiringKind kind, Clock clock) {
            this.claim = claim;
            this.kind = kind;
            this.left = new ArrayDeque<>(kind.retention().expired(clock.instant()));
        }
    }

    private final Map<String, ExpiringKind> kinds;
    private final RetentionTaskQueue tasks;
    private final BooleanSupplier clockAgrees;
    private final Clock clock;
    private final MeterRegistry metrics;
    private @Nullable Run run;
    private boolean added;

    /** @param clockAgrees whether this gateway's clock agrees with the store's; by another one nothing is removed */
    RetentionWork(
            List<ExpiringKind> kinds,
            RetentionTaskQueue tasks,
            BooleanSupplier clockAgrees,
            Clock clock,
            MeterRegistry metrics) {
        this.kinds = kinds.stream().collect(Collectors.toMap(ExpiringKind::name, Function.identity()));
        this.tasks = tasks;
        this.clockAgrees = clockAgrees;
        this.clock = clock;
        this.metrics = metrics;
        kinds.forEach(this::counter);
    }

    Duration round() {
        if (!added) {
            tasks.add(kinds.keySet());
            added = true;
        }
        Run current = run == null ? claimed().orElse(null) : run;
        run = null; // after an error the lease ends, and any gateway begins again
        if (current == null) {
            return IDLE;
        }
        if (!step(current)) {
            tasks.end(current.claim, EVERY);
            report(current);
        } else if (tasks.renew(current.claim)) {
            run = current;
        }
        return BETWEEN_BATCHES;
    }

    private Optional<Run> claimed() {
        return clockAgrees.getAsBoolean()
                ? tasks.claim(kinds.keySet())
                        .map(claim -> new Run(claim, Objects.requireNonNull(kinds.get(claim.kind())), clock))
                : Optional.empty();
    }

    /** Removes one batch. False: nothing is left. */
    private boolean step(Run current) {
        Expired expired = current.left.peek();
        if (expired == null) {
            return false;
        }
        Batch batch = current.kind.removal().remove(expired, current.position, BATCH);
        current.removed += batch.removed();
        counter(current.kind).increment((double) batch.removed());
        current.position = batch.next();
        if (batch.next() == null) {
            current.left.remove();
        }
        return !current.left.isEmpty();
    }

    private static void report(Run ended) {
        if (ended.removed > 0) {
            log.info("Removed {} {} that were past their retention", ended.removed, ended.kind.name());
        }
    }

    private Counter counter(ExpiringKind kind) {
        return Counter.builder("tributary.retention.removed")
                .description("Documents that were removed because their retention had ended")
                .tag("kind", kind.name())
                .register(metrics);
    }
}
