package dev.tributary.delivery;

import dev.tributary.delivery.store.DeliveryQueue;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.platform.OldestAge;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads every few seconds what the gauges show of the store, so that a scrape reads nothing.
 */
final class DeliveryUpkeep {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final DeliveryQueue queue;
    private final OldestAge oldest;
    private volatile long queued;

    DeliveryUpkeep(DeliveryQueue queue, OpenEvents open, Clock clock) {
        this.queue = queue;
        this.oldest = new OldestAge(() -> oldest(open, queue), clock);
    }

    Duration round() {
        queued = queue.count();
        oldest.refresh();
        return EVERY;
    }

    void bindTo(MeterRegistry metrics, DeliveriesInMemory memory, DeliverySender sender) {
        Gauge.builder("tributary.delivery.oldest.age", oldest, OldestAge::seconds)
                .description("Age of the oldest event with a delivery that waits or is in flight")
                .baseUnit("seconds")
                .register(metrics);
        backlog(metrics, "queued", () -> queued);
        backlog(metrics, "waiting", () -> Math.max(0, memory.size() - sender.inFlight()));
        backlog(metrics, "in_flight", sender::inFlight);
    }

    private static void backlog(MeterRegistry metrics, String state, Supplier<Number> value) {
        Gauge.builder("tributary.delivery.backlog", value)
                .description("Deliveries that have not ended: queued in the store by all gateways, and of this gateway "
                        + "waiting in memory or in flight")
                .tag("state", state)
                .register(metrics);
    }

    /** In the memory of this gateway or in the store. Ids sort by the time of their events. */
    private static Optional<Instant> oldest(OpenEvents open, DeliveryQueue queue) {
        return Stream.of(open.oldest(), queue.oldestEventId())
                .flatMap(Optional::stream)
                .min(String::compareTo)
                .map(TimeOrderedId::instantOf);
    }
}
