package dev.tributary.followup;

import com.mongodb.client.MongoDatabase;
import dev.tributary.UnusableConfigurationException;
import dev.tributary.egress.AddressRules;
import dev.tributary.egress.OutgoingHttp;
import dev.tributary.eventstore.EventStore;
import dev.tributary.ledger.DocumentStore;
import dev.tributary.ledger.Ledger;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.source.Source;
import dev.tributary.source.SourceDirectory;
import dev.tributary.work.RetryPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.apache.hc.client5.http.classic.HttpClient;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FollowUpConfiguration {

    /** A page of 5,000 rows takes a provider its time, and is a few megabytes. */
    static final OutgoingHttp.Limits LIMITS =
            new OutgoingHttp.Limits(Duration.ofSeconds(60), 32 << 20, false, SourcePace.MOST_AT_ONCE * 4, 64);

    private static final double DEFAULT_RATE = 5;

    /** @param schedule waits before each try of one listed URL, the first included */
    @ConfigurationProperties("tributary.follow-up")
    record FollowUpSettings(
            @DefaultValue({"0s", "2s", "10s", "1m", "5m", "30m", "2h"})
            List<Duration> schedule) {

        RetryPolicy retries() {
            try {
                return new RetryPolicy(schedule);
            } catch (IllegalArgumentException e) {
                throw new UnusableConfigurationException(
                        "TRIBUTARY_FOLLOW_UP_SCHEDULE", String.valueOf(e.getMessage()));
            }
        }
    }

    @Bean
    FollowUpStore followUpStore(MongoDatabase database, Clock clock) {
        return new FollowUpStore(database, clock);
    }

    @Bean
    SourcePace sourcePace() {
        return new SourcePace(System::nanoTime);
    }

    @Bean
    HeldEvents heldEvents(EventStore events, ApplicationEventPublisher publisher) {
        return new HeldEvents(events, publisher::publishEvent);
    }

    @Bean
    RefreshPlan refreshPlan(
            EventStore events,
            HeldEvents held,
            FollowUpStore followUps,
            ProviderCatalog providers,
            FollowUpSettings settings,
            Clock clock) {
        return new RefreshPlan(
                events,
                held,
                followUps,
                provider -> providers
                        .find(provider)
                        .map(ProviderDescriptor::followUps)
                        .map(PathAllowList::new),
                settings.retries().waits().get(0),
                clock);
    }

    @Bean
    ProviderCalls providerCalls(SourceDirectory sources, ProviderCatalog providers, Ledger ledger, AddressRules rules) {
        return new ProviderCalls(sources::find, providers::find, ledger, rules);
    }

    @Bean
    FetchedAnswers fetchedAnswers(
            FollowUpStore followUps,
            Ledger ledger,
            DocumentStore documents,
            HeldEvents held,
            RefreshPlan plan,
            SourcePace pace,
            FollowUpSettings settings,
            Clock clock) {
        var keeper = new AnswerLedger(ledger, documents);
        return new FetchedAnswers(followUps, keeper, held, plan, pace, settings.retries(), clock);
    }

    /** Named by the route. */
    @Bean
    HttpClient followUpHttp(OutgoingHttp outgoing) {
        return outgoing.client(LIMITS);
    }

    @Bean
    FollowUpWorker followUpWorker(
            FollowUpStore followUps,
            RefreshPlan plan,
            SourcePace pace,
            SourceDirectory sources,
            ProducerTemplate routes) {
        return new FollowUpWorker(
                followUps,
                plan,
                pace,
                id -> sources.find(id)
                        .map(Source::api)
                        .map(Source.Api::rate)
                        .filter(rate -> rate > 0)
                        .orElse(DEFAULT_RATE),
                event -> routes.sendBody("direct:refresh", event),
                followUp -> routes.sendBody("direct:follow-up", followUp));
    }
}
