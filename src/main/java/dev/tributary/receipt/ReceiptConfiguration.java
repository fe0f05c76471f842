package dev.tributary.receipt;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.retention.Retention;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.platform.Worker;
import dev.tributary.platform.membership.StoreClockReader;
import dev.tributary.receipt.rejected.RejectedProofStore;
import dev.tributary.security.secret.SecretCipher;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReceiptConfiguration {

    private static final Duration RETENTION_EVERY = Duration.ofMinutes(5);

    /**
     * Settings of receipts.
     *
     * @param retention how long raw bytes are kept at least, as {@link Retention#parse} reads it; those of a day are removed
     *     together, within a day after it
     */
    @ConfigurationProperties("tributary.receipts")
    record ReceiptSettings(@DefaultValue("30d") String retention) {

        private static final String SETTING = "TRIBUTARY_RECEIPTS_RETENTION";
        private static final Duration MIN = Duration.ofDays(1);
        private static final Duration MAX = Duration.ofDays(365);

        ReceiptSettings {
            parse(retention);
        }

        Retention ofReceipts() {
            return parse(retention);
        }

        private static Retention parse(String text) {
            Retention parsed = Retention.parse(SETTING, text, MIN);
            if (parsed.longest().filter(longest -> longest.compareTo(MAX) <= 0).isEmpty()) {
                throw new UnusableConfigurationException(SETTING, "must be between 1d and 365d, for each tenant");
            }
            return parsed;
        }
    }

    @Bean
    ReceiptStore receiptStore(MongoDatabase database, Clock clock) {
        return new ReceiptStore(database, clock);
    }

    @Bean
    StoreIndexes rejectedProofIndexes() {
        return RejectedProofStore.INDEXES;
    }

    @Bean
    RejectedProofStore rejectedProofStore(
            MongoDatabase database, SecretCipher cipher, ReceiptSettings settings, Clock clock) {
        return new RejectedProofStore(database, cipher, settings.ofReceipts(), clock);
    }

    @Bean
    ReceiptErasureStore receiptEraser(ReceiptStore receipts, RejectedProofStore proofs) {
        return new ReceiptErasureStore(receipts, proofs);
    }

    @Bean
    ReceiptTaskStore receiptTaskStore(MongoDatabase database, Clock clock, StoreClockReader clocks) {
        return new ReceiptTaskStore(database, clock, clocks::agrees);
    }

    @Bean
    Worker receiptRetention(ReceiptStore receipts, ReceiptTaskStore tasks, ReceiptSettings settings, Clock clock) {
        var work = new ReceiptRetention(receipts.days(), tasks, settings.ofReceipts(), clock);
        return Worker.every(RETENTION_EVERY, "receipt-retention", 0, work::run);
    }
}
