package dev.tributary.mongo.retention;

import com.mongodb.client.MongoDatabase;
import dev.tributary.platform.Worker;
import dev.tributary.platform.membership.StoreClockReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RetentionConfiguration {

    @Bean
    Worker retentionWorker(
            List<ExpiringKind> kinds,
            MongoDatabase database,
            StoreClockReader clocks,
            Clock clock,
            MeterRegistry metrics) {
        var work = new RetentionWork(kinds, new RetentionTaskQueue(database, clock), clocks::agrees, clock, metrics);
        return new Worker("retention", Integer.MIN_VALUE + 1000, work::round);
    }
}
