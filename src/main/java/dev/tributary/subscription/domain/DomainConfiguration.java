package dev.tributary.subscription.domain;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.platform.Worker;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DomainConfiguration {

    /** Before anything that sends. */
    private static final int PHASE = Integer.MIN_VALUE + 1000;

    @Bean
    StoreIndexes authorizedDomainIndexes() {
        return AuthorizedDomainStore.INDEXES;
    }

    @Bean
    AuthorizedDomainStore authorizedDomainStore(MongoDatabase database) {
        return new AuthorizedDomainStore(database);
    }

    @Bean
    AuthorizedDomains authorizedDomains(AuthorizedDomainStore store) {
        return new AuthorizedDomains(store);
    }

    @Bean
    Worker authorizedDomainFollower(AuthorizedDomains domains) {
        return new Worker("authorized-domains", PHASE, domains::round);
    }
}
