package dev.tributary.receipt;

import com.mongodb.client.MongoDatabase;
import dev.tributary.platform.StoreClockReader;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReceiptConfiguration {

    @Bean
    ReceiptStore receiptStore(MongoDatabase database, Clock clock) {
        return new ReceiptStore(database, clock);
    }

    @Bean
    ReceiptEraser receiptEraser(ReceiptStore receipts) {
        return new ReceiptEraser(receipts);
    }

    @Bean
    ReceiptTaskStore receiptTaskStore(MongoDatabase database, Clock clock, StoreClockReader clocks) {
        return new ReceiptTaskStore(database, clock, clocks::agrees);
    }

    @Bean
    ReceiptRetention receiptRetention(
            ReceiptStore receipts, ReceiptTaskStore tasks, ReceiptSettings settings, Clock clock) {
        return new ReceiptRetention(receipts.days(), tasks, settings.ofReceipts(), clock);
    }
}
