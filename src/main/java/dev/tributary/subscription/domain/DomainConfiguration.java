package dev.tributary.subscription.domain;

import com.mongodb.client.MongoDatabase;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DomainConfiguration {

    @Bean
    AuthorizedDomainStore authorizedDomainStore(MongoDatabase database) {
        return new AuthorizedDomainStore(database);
    }

    @Bean
    AuthorizedDomains authorizedDomains(AuthorizedDomainStore store) {
        return new AuthorizedDomains(store);
    }
}
