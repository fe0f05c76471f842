package dev.tributary.source.drift;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.platform.Worker;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.ProviderDescriptor;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DriftConfiguration {

    /** Stops after the web server, so that the last flush has all calls. */
    private static final int PHASE = Integer.MAX_VALUE - 4096;

    @Bean
    StoreIndexes driftIndexes() {
        return DriftStore.INDEXES;
    }

    @Bean
    DriftStore driftStore(MongoDatabase database) {
        return new DriftStore(database);
    }

    @Bean
    DriftWatch driftWatch(MeterRegistry metrics) {
        return new DriftWatch(metrics);
    }

    @Bean
    DriftWork driftWork(
            DriftWatch watch, DriftStore store, ProviderCatalog providers, Clock clock, MeterRegistry metrics) {
        return new DriftWork(watch, store, providers.all().stream().map(ProviderDescriptor::provider), clock, metrics);
    }

    @Bean
    Worker driftWorker(DriftWork work) {
        return new Worker("drift", PHASE, work::round, work::flush);
    }
}
