package dev.tributary.banking.store;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.retention.ExpiringKind;
import dev.tributary.mongo.retention.RetentionSettings;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.security.privacy.PersonalData;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BankingConfiguration {

    @Bean
    StoreIndexes bankingIndexes() {
        return BankingStore.INDEXES;
    }

    @Bean
    StoreIndexes documentIndexes() {
        return DocumentStore.INDEXES;
    }

    @Bean
    BankingStore banking(MongoDatabase database, PersonalData personal, Clock clock) {
        return new BankingStore(database, personal, clock);
    }

    @Bean
    DocumentStore documentStore(MongoDatabase database, PersonalData personal) {
        return new DocumentStore(database, personal);
    }

    @Bean
    ExpiringKind expiringConnections(BankingStore banking, RetentionSettings settings) {
        return new ExpiringKind("connections", settings.ofRows(), banking::removeConnections);
    }

    @Bean
    ExpiringKind expiringAccounts(BankingStore banking, RetentionSettings settings) {
        return new ExpiringKind("accounts", settings.ofRows(), banking::removeAccounts);
    }

    @Bean
    ExpiringKind expiringTransactions(BankingStore banking, RetentionSettings settings) {
        return new ExpiringKind("transactions", settings.ofRows(), banking::removeTransactions);
    }

    @Bean
    ExpiringKind expiringDocuments(DocumentStore documents, RetentionSettings settings) {
        return new ExpiringKind("documents", settings.ofRows(), documents::removeExpired);
    }
}
