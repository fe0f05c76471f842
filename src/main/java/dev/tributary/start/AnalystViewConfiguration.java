package dev.tributary.start;

import com.mongodb.client.MongoDatabase;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AnalystViewConfiguration {

    /** @param analystViews whether views for analysts are made in the database */
    @ConfigurationProperties("tributary")
    record AnalystViewSettings(@DefaultValue("false") boolean analystViews) {}

    @Bean
    ApplicationRunner analystViews(MongoDatabase database, AnalystViewSettings settings) {
        return arguments -> {
            if (settings.analystViews()) {
                new AnalystViewStore(database).prepare();
            }
        };
    }
}
