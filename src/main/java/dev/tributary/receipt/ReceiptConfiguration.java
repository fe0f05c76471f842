package dev.tributary.receipt;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.StoreIndexes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReceiptConfiguration {

    @Bean
    StoreIndexes receiptIndexes() {
        return ReceiptStore.INDEXES;
    }

    @Bean
    ReceiptStore receiptStore(MongoDatabase database) {
        return new ReceiptStore(database);
    }
}
