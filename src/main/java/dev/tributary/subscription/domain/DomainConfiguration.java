package dev.tributary.subscription.domain;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.StoreIndexes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DomainConfiguration {

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
}
