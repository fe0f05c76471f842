package dev.tributary.security.audit;

import com.mongodb.client.MongoDatabase;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.retention.ExpiringKind;
import dev.tributary.mongo.retention.RetentionSettings;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.platform.Worker;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

    private static final Duration REPORT_EVERY = Duration.ofMinutes(10);

    @Bean
    StoreIndexes auditIndexes() {
        return AuditStore.INDEXES;
    }

    @Bean
    AuditLog auditLog(AuditStore store, TimeOrderedId ids) {
        return new AuditLog(store, ids);
    }

    @Bean
    Worker auditReport(AuditLog audit) {
        return Worker.every(REPORT_EVERY, "audit-report", 0, audit::report);
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
