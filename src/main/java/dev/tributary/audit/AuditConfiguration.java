package dev.tributary.audit;

import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.StoreIndexes;
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
}
