package dev.tributary.audit;

import com.mongodb.client.MongoDatabase;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.StoreIndexes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

    @Bean
    StoreIndexes auditIndexes() {
        return AuditLog.INDEXES;
    }

    @Bean
    AuditLog auditLog(MongoDatabase database, TimeOrderedId ids) {
        return new AuditLog(database, ids);
    }
}
