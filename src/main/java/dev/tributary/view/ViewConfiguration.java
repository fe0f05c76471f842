package dev.tributary.view;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.schema.StoreIndexes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ViewConfiguration {

    @Bean
    StoreIndexes viewIndexes() {
        return SavedViewStore.INDEXES;
    }

    @Bean
    SavedViewStore savedViewStore(MongoDatabase database) {
        return new SavedViewStore(database);
    }
}
