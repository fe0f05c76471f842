package dev.tributary.delivery.store;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.StoreIndexes;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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
}
