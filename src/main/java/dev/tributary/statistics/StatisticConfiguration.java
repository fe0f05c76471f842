package dev.tributary.statistics;

import com.mongodb.client.MongoDatabase;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.platform.Worker;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StatisticConfiguration {

    /** Stops behind what is counted, so that the last write has all of it. */
    private static final int PHASE = Integer.MIN_VALUE + 2000;

    @Bean
    StoreIndexes statisticIndexes() {
        return StatisticStore.INDEXES;
    }

    @Bean
    Tallies tallies(MongoDatabase database, Clock clock) {
        return new Tallies(new TimeOrderedId(clock), new StatisticStore(database), clock);
    }

    @Bean
    StatisticReader statisticReader(Tallies tallies, MongoDatabase database) {
        return new StatisticReader(tallies, new StatisticStore(database));
    }

    @Bean
    Worker statisticWriter(Tallies tallies) {
        return new Worker("statistics", PHASE, tallies::round, tallies::flush);
    }
}
