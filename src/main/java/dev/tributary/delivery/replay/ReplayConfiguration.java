package dev.tributary.delivery.replay;

import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.Deliveries;
import dev.tributary.delivery.store.AttemptStore;
import dev.tributary.delivery.store.DeliveryReader;
import dev.tributary.eventstore.EventReader;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.platform.Worker;
import dev.tributary.subscription.SubscriptionDirectory;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReplayConfiguration {

    /** Stops before the delivery workers do. */
    private static final int PHASE = Integer.MAX_VALUE;

    @Bean
    StoreIndexes idempotencyIndexes() {
        return IdempotencyStore.INDEXES;
    }

    @Bean
    StoreIndexes rangeJobIndexes() {
        return RangeJobStore.INDEXES;
    }

    @Bean
    RangeJobStore rangeJobStore(MongoDatabase database, Clock clock) {
        return new RangeJobStore(database, clock);
    }

    @Bean
    IdempotencyStore idempotencyStore(MongoDatabase database, Clock clock) {
        return new IdempotencyStore(database, clock);
    }

    @Bean
    RangeReader rangeReader(EventReader events, AttemptStore attempts, SubscriptionDirectory subscriptions) {
        return new RangeReader(events, attempts, subscriptions);
    }

    @Bean
    Worker replayWorker(
            RangeJobStore jobs,
            RangeReader ranges,
            DeliveryReader deliveries,
            Deliveries queue,
            SubscriptionDirectory subscriptions,
            Clock clock) {
        var work = new RangeWork(jobs, ranges, deliveries, queue, subscriptions, clock);
        return new Worker("replays", PHASE, work::round);
    }

    @Bean
    Replays replays(
            RangeJobStore jobs,
            RangeReader ranges,
            DeliveryReader deliveries,
            Deliveries queue,
            Worker replayWorker,
            Clock clock) {
        return new Replays(jobs, ranges, deliveries, queue, replayWorker::wake, clock);
    }
}
