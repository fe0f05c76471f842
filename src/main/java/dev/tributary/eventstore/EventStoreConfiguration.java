package dev.tributary.eventstore;

import com.mongodb.client.MongoDatabase;
import dev.tributary.event.GatewayUri;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.feed.FeedWrites;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.security.privacy.PersonalData;
import dev.tributary.statistics.StatisticKind;
import dev.tributary.statistics.Tallies;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EventStoreConfiguration {

    /** @param publicUrl how the world reaches the gateway; begins {@code source}, {@code dataschema} and ingest URLs */
    @ConfigurationProperties("tributary")
    record PublicUrlSettings(
            @DefaultValue("http://localhost:8080") String publicUrl) {

        PublicUrlSettings {
            try {
                URI uri = new URI(publicUrl);
                if (uri.getHost() == null
                        || uri.getQuery() != null
                        || !uri.getScheme().matches("https?")) {
                    throw new URISyntaxException(publicUrl, "no http(s) URL of a host");
                }
            } catch (URISyntaxException e) {
                throw new UnusableConfigurationException(
                        "TRIBUTARY_PUBLIC_URL", "'" + publicUrl + "' must be an http or https URL without a query");
            }
        }
    }

    @Bean
    StoreIndexes eventIndexes() {
        return EventStore.INDEXES;
    }

    @Bean
    GatewayUri gatewayUri(PublicUrlSettings settings) {
        return new GatewayUri(settings.publicUrl());
    }

    @Bean
    TimeOrderedId timeOrderedId(Clock clock) {
        return new TimeOrderedId(clock);
    }

    @Bean
    FeedWrites feedWrites(TimeOrderedId ids, Clock clock) {
        return new FeedWrites(ids, clock, System::nanoTime);
    }

    @Bean
    EventStore eventStore(MongoDatabase database, PersonalData personal, Tallies tallies, FeedWrites feed) {
        return new EventStore(
                database,
                personal,
                event -> tallies.add(
                        StatisticKind.EVENTS,
                        event.tenant(),
                        event.recordedTime(),
                        event.type(),
                        event.provider(),
                        event.sourceId()),
                feed);
    }

    @Bean
    EventReader eventReader(MongoDatabase database, PersonalData personal) {
        return new EventReader(database, personal);
    }

    @Bean
    OpenEvents openEvents() {
        return new OpenEvents();
    }
}
