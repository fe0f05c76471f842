package dev.tributary.delivery.health;

import dev.tributary.delivery.store.Attempt;
import dev.tributary.delivery.store.Delivery;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.DeliveryOutcome;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.statistics.Measure;
import dev.tributary.statistics.StatisticKind;
import dev.tributary.statistics.Tallies;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Counts attempts and ended deliveries for the statistics, and how long they took. A replay has no duration. */
final class DeliveryCounts {

    private final Tallies tallies;
    private final Clock clock;

    DeliveryCounts(Tallies tallies, Clock clock) {
        this.tallies = tallies;
        this.clock = clock;
    }

    void add(Result result) {
        Instant now = clock.instant();
        Delivery delivery = result.delivery();
        Attempt attempt = result.attempt();
        if (attempt != null) {
            add(delivery, now, Measure.ATTEMPTS);
        }
        if (result.outcome() instanceof DeliveryOutcome.Delivered) {
            add(delivery, now, Measure.DELIVERED);
            if (attempt != null && delivery.replayId() == null) {
                Instant end = attempt.at().plusMillis(attempt.durationMillis());
                add(delivery, now, Measure.of(Duration.between(TimeOrderedId.instantOf(delivery.eventId()), end)));
            }
        } else if (result.outcome() instanceof DeliveryOutcome.Exhausted
                || result.outcome() instanceof DeliveryOutcome.Gone) {
            add(delivery, now, Measure.FAILED);
        }
    }

    private void add(Delivery delivery, Instant now, int measure) {
        tallies.add(StatisticKind.DELIVERIES, delivery.tenant(), now, measure, 1, delivery.subscriptionId());
    }
}
