package dev.tributary.erasure;

import com.mongodb.client.MongoDatabase;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.banking.store.DocumentStore;
import dev.tributary.delivery.store.ErasedDeliveries;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.followup.store.FollowUpStore;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.platform.Worker;
import dev.tributary.receipt.ReceiptErasureStore;
import dev.tributary.security.privacy.UserKeys;
import dev.tributary.security.secret.SecretCipher;
import dev.tributary.view.SavedViewStore;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ErasureConfiguration {

    private static final int PHASE = Integer.MAX_VALUE;

    @Bean
    StoreIndexes erasureIndexes() {
        return ErasureStore.INDEXES;
    }

    @Bean
    ErasureStore erasureStore(MongoDatabase database, SecretCipher master, Clock clock) {
        return new ErasureStore(database, master, clock);
    }

    @Bean
    ErasureWork erasureWork(
            ErasureStore erasures,
            UserKeys keys,
            ReceiptErasureStore receipts,
            EventStore events,
            EventReader reader,
            FollowUpStore followUps,
            ErasedDeliveries deliveries,
            BankingStore banking,
            DocumentStore documents,
            SavedViewStore views,
            Clock clock) {
        var stores = new ErasureWork.Stores(receipts, events, reader, followUps, deliveries, banking, documents, views);
        return new ErasureWork(erasures, keys, stores, clock);
    }

    @Bean
    Worker erasureWorker(ErasureWork work) {
        return new Worker("erasures", PHASE, work::round);
    }

    @Bean
    Erasures userErasures(
            ErasureStore erasures,
            ErasureWork work,
            UserKeys keys,
            TimeOrderedId ids,
            Worker erasureWorker,
            Clock clock) {
        return new Erasures(erasures, work, keys, ids, erasureWorker::wake, clock);
    }
}
