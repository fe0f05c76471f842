package dev.tributary.ledger;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.StoreIndexes;
import dev.tributary.privacy.PersonalData;
import dev.tributary.retention.ExpiringKind;
import dev.tributary.retention.RetentionSettings;
import java.time.Clock;
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
    Ledger ledger(MongoDatabase database, PersonalData personal, Clock clock) {
        return new Ledger(database, personal, clock);
    }

    @Bean
    DocumentStore documentStore(MongoDatabase database, PersonalData personal) {
        return new DocumentStore(database, personal);
    }

    @Bean
    ExpiringKind expiringConnections(Ledger ledger, RetentionSettings settings) {
        return new ExpiringKind("connections", settings.ofRows(), ledger::removeConnections);
    }

    @Bean
    ExpiringKind expiringAccounts(Ledger ledger, RetentionSettings settings) {
        return new ExpiringKind("accounts", settings.ofRows(), ledger::removeAccounts);
    }

    @Bean
    ExpiringKind expiringTransactions(Ledger ledger, RetentionSettings settings) {
        return new ExpiringKind("transactions", settings.ofRows(), ledger::removeTransactions);
    }

    @Bean
    ExpiringKind expiringDocuments(DocumentStore documents, RetentionSettings settings) {
        return new ExpiringKind("documents", settings.ofRows(), documents::removeExpired);
    }
}
