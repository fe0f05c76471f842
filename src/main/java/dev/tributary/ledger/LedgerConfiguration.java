package dev.tributary.ledger;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.StoreIndexes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

    @Bean
    StoreIndexes ledgerIndexes() {
        return Ledger.INDEXES;
    }

    @Bean
    StoreIndexes documentIndexes() {
        return DocumentStore.INDEXES;
    }

    @Bean
    Ledger ledger(MongoDatabase database) {
        return new Ledger(database);
    }

    @Bean
    DocumentStore documentStore(MongoDatabase database) {
        return new DocumentStore(database);
    }
}
