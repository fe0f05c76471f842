package dev.tributary.start;

import com.mongodb.client.MongoDatabase;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("tributary.analyst-views")
class AnalystViewConfiguration {

    @Bean
    ApplicationRunner analystViews(MongoDatabase database) {
        var views = new AnalystViewStore(database);
        return arguments -> views.prepare();
    }
}
