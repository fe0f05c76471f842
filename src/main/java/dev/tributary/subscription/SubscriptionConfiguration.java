package dev.tributary.subscription;

import com.mongodb.client.MongoDatabase;
import dev.tributary.secret.SecretCipher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class SubscriptionConfiguration {

    @Bean
    SubscriptionStore subscriptionStore(MongoDatabase database, SecretCipher cipher) {
        return new SubscriptionStore(database, cipher);
    }

    @Bean
    SubscriptionDirectory subscriptionDirectory(SubscriptionStore store) {
        return new SubscriptionDirectory(store);
    }
}
