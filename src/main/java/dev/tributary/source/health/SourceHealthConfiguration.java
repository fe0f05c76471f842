package dev.tributary.source.health;

import com.mongodb.client.MongoDatabase;
import dev.tributary.event.GatewayUri;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventStore;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.platform.Worker;
import dev.tributary.platform.membership.Membership;
import dev.tributary.source.SourceDirectory;
import dev.tributary.source.registration.Registrations;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SourceHealthConfiguration {

    private static final int PHASE = Integer.MAX_VALUE - 2;

    @Bean
    StoreIndexes sourceHealthIndexes() {
        return SourceHealthStore.INDEXES;
    }

    @Bean
    SourceHealthStore sourceHealthStore(MongoDatabase database) {
        return new SourceHealthStore(database);
    }

    @Bean
    CallTimes callTimes() {
        return new CallTimes();
    }

    @Bean
    SourceNotices sourceNotices(
            EventStore events,
            TimeOrderedId ids,
            GatewayUri gateway,
            Membership membership,
            ApplicationEventPublisher publisher) {
        return new SourceNotices(events, ids, gateway, membership::writer, publisher::publishEvent);
    }

    @Bean
    Worker sourceHealthRounds(
            SourceDirectory sources,
            Registrations registrations,
            SourceHealthStore store,
            CallTimes calls,
            SourceNotices notices,
            Silence silence,
            Membership membership,
            Clock clock,
            MeterRegistry metrics) {
        var rounds = new SourceHealthRounds(
                sources, registrations, store, calls, notices, silence, membership::isFirst, clock, metrics);
        return new Worker("source-health", PHASE, rounds::round);
    }
}
