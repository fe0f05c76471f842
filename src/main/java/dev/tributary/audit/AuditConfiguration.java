package dev.tributary.audit;

import com.mongodb.client.MongoDatabase;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.StoreIndexes;
import dev.tributary.retention.ExpiringKind;
import dev.tributary.retention.RetentionSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

    @Bean
    StoreIndexes auditIndexes() {
        return AuditStore.INDEXES;
    }

    @Bean
    AuditLog auditLog(AuditStore store, TimeOrderedId ids) {
        return new AuditLog(store, ids);
    }

    @Bean
    ExpiredEntryStore expiredEntryStore(MongoDatabase database, AuditStore store) {
        return new ExpiredEntryStore(database, store);
    }

    @Bean
    ExpiringKind expiringAudit(ExpiredEntryStore entries, RetentionSettings settings) {
        return new ExpiringKind("audit", settings.ofAudit(), entries::remove);
    }

    @Bean
    ExpiringKind expiringUnnumberedAudit(ExpiredEntryStore entries, RetentionSettings settings) {
        return new ExpiringKind("audit-without-number", settings.ofAudit(), entries::removeUnnumbered);
    }
}
