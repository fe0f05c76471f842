package dev.tributary.delivery.health;

import dev.tributary.event.GatewayUri;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventStore;
import dev.tributary.platform.Worker;
import dev.tributary.platform.membership.Membership;
import dev.tributary.statistics.Tallies;
import dev.tributary.subscription.SubscriptionStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

    private static final int PHASE = Integer.MAX_VALUE - 1;

    @Bean
    DeliveryMetrics deliveryMetrics(MeterRegistry metrics, Clock clock, Tallies tallies) {
        return new DeliveryMetrics(metrics, clock, new DeliveryCounts(tallies, clock)::add);
    }

    @Bean
    DisabledNotices disabledNotices(
            SubscriptionStore subscriptions,
            EventStore events,
            TimeOrderedId ids,
            GatewayUri gateway,
            Membership membership,
            ApplicationEventPublisher publisher,
            Clock clock) {
        return new DisabledNotices(
                subscriptions, events, ids, gateway, membership::writer, publisher::publishEvent, clock);
    }

    @Bean
    Worker disabledNoticesWorker(DisabledNotices notices) {
        return new Worker("disabled-notices", PHASE, notices::round);
    }
}
