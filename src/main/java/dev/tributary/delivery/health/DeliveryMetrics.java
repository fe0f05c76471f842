package dev.tributary.delivery.health;

import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.delivery.store.DeliveryOutcome;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.platform.LimitedLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts how deliveries and attempts end. */
public final class DeliveryMetrics {

    private static final Logger log = LoggerFactory.getLogger(DeliveryMetrics.class);

    private static final String RETRIED = "retried";

    private final MeterRegistry metrics;
    private final Timer latency;
    private final Clock clock;
    private final Consumer<Result> counted;
    private final LimitedLog failed = new LimitedLog();

    /** @param counted is told of each result; must not block */
    public DeliveryMetrics(MeterRegistry metrics, Clock clock, Consumer<Result> counted) {
        this.metrics = metrics;
        this.clock = clock;
        this.counted = counted;
        this.latency = Timer.builder("tributary.delivery.latency")
                .description("Time from the record of an event to its delivery, by subscription and event")
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10),
                        Duration.ofHours(1),
                        Duration.ofHours(24))
                .register(metrics);
        Stream.concat(
                        Stream.of(RETRIED),
                        Stream.of(State.values())
                                .filter(state -> state != State.PENDING)
                                .map(State::wireName))
                .forEach(this::deliveries);
    }

    public void recorded(Result result) {
        counted.accept(result);
        String state = result.outcome() instanceof DeliveryOutcome.RetryAt
                ? RETRIED
                : result.outcome().state().wireName();
        deliveries(state).increment();
        if (result.attempt() != null) {
            counter(
                            "tributary.delivery.attempts",
                            "Attempts to deliver by their outcome",
                            result.attempt().outcome())
                    .increment();
        }
        if (result.outcome() instanceof DeliveryOutcome.Delivered
                && result.delivery().replayId() == null) {
            Duration taken =
                    Duration.between(TimeOrderedId.instantOf(result.delivery().eventId()), clock.instant());
            latency.record(taken.isNegative() ? Duration.ZERO : taken);
        }
        if (state.equals("failed")) {
            failed.add(
                    result.delivery().subscriptionId(),
                    further -> log.warn(
                            "Delivery {} failed: {}; no attempt follows, but it can be replayed; {} further of its"
                                    + " subscription since the last such line",
                            result.delivery().id(),
                            result.outcome().getClass().getSimpleName().toLowerCase(Locale.ROOT),
                            further));
        }
    }

    public void notRecorded(int results) {
        Counter.builder("tributary.delivery.outcomes.rewritten")
                .description("Outcomes that the store refused, and that are written again")
                .register(metrics)
                .increment(results);
    }

    /** Registered at start-up with 0: Prometheus sees an increase only of a counter that it has scraped before. */
    private Counter deliveries(String outcome) {
        return counter("tributary.deliveries", "Deliveries by what became of them after an attempt", outcome);
    }

    private Counter counter(String name, String description, String outcome) {
        return Counter.builder(name)
                .description(description)
                .tag("outcome", outcome)
                .register(metrics);
    }
}
