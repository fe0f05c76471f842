package dev.tributary.subscription;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.platform.Worker;
import dev.tributary.security.secret.SecretCipher;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SubscriptionConfiguration {

    @Bean
    StoreIndexes subscriptionIndexes() {
        return SubscriptionStore.INDEXES;
    }

    @Bean
    SubscriptionStore subscriptionStore(MongoDatabase database, SecretCipher cipher) {
        return new SubscriptionStore(database, cipher);
    }

    @Bean
    CheckQueue checkQueue(MongoDatabase database, SubscriptionStore store) {
        return new CheckQueue(database, store);
    }

    @Bean
    SubscriptionDirectory subscriptionDirectory(SubscriptionStore store, Clock clock) {
        return new SubscriptionDirectory(store, clock);
    }

    @Bean
    Worker subscriptionFollower(SubscriptionDirectory directory, MeterRegistry metrics) {
        Gauge.builder("tributary.subscriptions.unreadable", directory, SubscriptionDirectory::unreadable)
                .description("Subscriptions that cannot be read, for example encrypted under another master key")
                .register(metrics);
        return new Worker("subscriptions", Integer.MIN_VALUE + 1000, directory::follow);
    }
}
