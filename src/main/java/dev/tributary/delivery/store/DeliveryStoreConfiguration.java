package dev.tributary.delivery.store;

import com.mongodb.client.MongoDatabase;
import dev.tributary.eventstore.EventStore;
import dev.tributary.mongo.retention.ExpiringKind;
import dev.tributary.mongo.retention.RetentionSettings;
import dev.tributary.mongo.schema.StoreIndexes;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The stores of deliveries, and how long events and the history of their deliveries are kept. */
@Configuration(proxyBeanMethods = false)
class DeliveryStoreConfiguration {

    @Bean
    StoreIndexes deliveryIndexes() {
        return DeliveryQueue.INDEXES;
    }

    @Bean
    StoreIndexes attemptIndexes() {
        return AttemptStore.INDEXES;
    }

    @Bean
    DeliveryQueue deliveryQueue(MongoDatabase database, Clock clock) {
        return new DeliveryQueue(database, clock);
    }

    @Bean
    AttemptStore attemptStore(MongoDatabase database) {
        return new AttemptStore(database);
    }

    @Bean
    DeliveryReader deliveryReader(MongoDatabase database, AttemptStore attempts) {
        return new DeliveryReader(database, attempts);
    }

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
