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
    StoreIndexes ledgerIndexes() {
        return BankingStore.INDEXES;
    }

    @Bean
    StoreIndexes documentIndexes() {
        return DocumentStore.INDEXES;
    }

    @Bean
    BankingStore ledger(MongoDatabase database, PersonalData personal, Clock clock) {
        return new BankingStore(database, personal, clock);
    }

    @Bean
    DocumentStore documentStore(MongoDatabase database, PersonalData personal) {
        return new DocumentStore(database, personal);
    }

    @Bean
    ExpiringKind expiringConnections(BankingStore ledger, RetentionSettings settings) {
        return new ExpiringKind("connections", settings.ofRows(), ledger::removeConnections);
    }

    @Bean
    ExpiringKind expiringAccounts(BankingStore ledger, RetentionSettings settings) {
        return new ExpiringKind("accounts", settings.ofRows(), ledger::removeAccounts);
    }

    @Bean
    ExpiringKind expiringTransactions(BankingStore ledger, RetentionSettings settings) {
        return new ExpiringKind("transactions", settings.ofRows(), ledger::removeTransactions);
    }

    @Bean
    ExpiringKind expiringDocuments(DocumentStore documents, RetentionSettings settings) {
        return new ExpiringKind("documents", settings.ofRows(), documents::removeExpired);
    }
}
