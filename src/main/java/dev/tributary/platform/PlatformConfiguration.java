package dev.tributary.platform;

import com.mongodb.client.MongoDatabase;
import java.util.List;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

@Configuration(proxyBeanMethods = false)
class PlatformConfiguration {

    /** The embedded store's file can be opened by one process only, so that no other gateway is alive. */
    @Bean
    Membership membership(MongoDatabase database, Environment environment) {
        boolean alone = !StringUtils.hasText(environment.getProperty("mongodb.uri"));
        return new Membership(new GatewayStore(database), alone, System::nanoTime);
    }

    @Bean
    HealthIndicator workersHealthIndicator(List<Worker> workers) {
        return new WorkersHealthIndicator(workers);
    }
}
