package dev.tributary.delivery;

import dev.tributary.delivery.store.AttemptStore;
import dev.tributary.delivery.store.DeliveryReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.retention.ExpiringKind;
import dev.tributary.retention.RetentionSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How long events and the history of their deliveries are kept. */
@Configuration(proxyBeanMethods = false)
class DeliveryRetention {

    /** An event with a delivery that has not ended stays. */
    @Bean
    ExpiringKind expiringEvents(EventStore events, DeliveryReader deliveries, RetentionSettings settings) {
        return new ExpiringKind(
                "events",
                settings.ofEvents(),
                (old, after, limit) -> events.removeExpired(old, deliveries::waiting, after, limit));
    }

    @Bean
    ExpiringKind expiringAttempts(AttemptStore attempts, RetentionSettings settings) {
        return new ExpiringKind("attempts", settings.ofAttempts(), attempts::removeExpired);
    }
}
