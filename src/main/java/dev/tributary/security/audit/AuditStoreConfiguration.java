package dev.tributary.security.audit;

import com.mongodb.client.MongoDatabase;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What reads the audit. */
@Configuration(proxyBeanMethods = false)
public class AuditStoreConfiguration {

    @Bean
    AuditStore auditStore(MongoDatabase database) {
        return new AuditStore(database);
    }

    @Bean
    AuditVerification auditVerification(AuditStore store) {
        return new AuditVerification(store);
    }
}
