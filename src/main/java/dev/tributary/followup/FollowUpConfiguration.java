package dev.tributary.followup;

import com.mongodb.client.MongoDatabase;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.banking.store.DocumentStore;
import dev.tributary.egress.AnswerMemory;
import dev.tributary.egress.OutgoingHttp;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.schedule.EndpointScheduler;
import dev.tributary.egress.schedule.OutgoingCall;
import dev.tributary.egress.schedule.Places;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.followup.api.ResourceApis;
import dev.tributary.followup.api.UnfetchableException;
import dev.tributary.followup.call.FetchSpans;
import dev.tributary.followup.call.ProviderCalls;
import dev.tributary.followup.call.Sessions;
import dev.tributary.followup.store.FollowUpStore;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.platform.OldestAge;
import dev.tributary.platform.Worker;
import dev.tributary.platform.membership.Membership;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.source.Source;
import dev.tributary.source.SourceDirectory;
import dev.tributary.source.access.ProviderApi;
import dev.tributary.source.access.ProviderCallException;
import dev.tributary.tracing.Traces;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.camel.ProducerTemplate;
import org.apache.hc.client5.http.classic.HttpClient;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FollowUpConfiguration {

    /** A page of 5,000 rows takes a provider its time, and is a few megabytes. */
    private static final Duration TOTAL = Duration.ofSeconds(60);

    private static final int ANSWER_BYTES = 32 << 20;
    private static final int PHASE = Integer.MAX_VALUE - 2;

    private static final double DEFAULT_RATE = 5;
    private static final Duration AGE_EVERY = Duration.ofSeconds(5);

    @Bean
    StoreIndexes followUpIndexes() {
        return FollowUpStore.INDEXES;
    }

    @Bean
    FollowUpStore followUpStore(MongoDatabase database, Clock clock) {
        return new FollowUpStore(database, clock);
    }

    @Bean
    PendingEvents pendingEvents(
            EventReader events,
            EventStore store,
            ChangeEvents changes,
            Membership membership,
            MeterRegistry metrics,
            ApplicationEventPublisher publisher) {
        return new PendingEvents(events, store, changes::tell, metrics, membership::writer, publisher::publishEvent);
    }

    @Bean
    RefreshPlan refreshPlan(
            EventReader events,
            PendingEvents pending,
            FollowUpStore followUps,
            ProviderCatalog providers,
            ResourceApis apis,
            BankingStore banking,
            FollowUpSettings settings,
            Clock clock) {
        providers
                .all()
                .forEach(provider -> apis.check(
                        provider, providers.folder(provider.provider()).place("provider.yaml")));
        return new RefreshPlan(
                events,
                pending,
                followUps,
                apis::allowed,
                event -> banking.findConnection(
                                event.tenant(),
                                RecordId.of(event.sourceId(), String.valueOf(RefreshPlan.subject(event))))
                        .isPresent(),
                settings.maxUnconfirmed(),
                settings.retries().waits().get(0),
                clock);
    }

    @Bean
    Refetches refetches(
            PendingEvents pending,
            RefreshPlan plan,
            EventReader events,
            EventStore store,
            TimeOrderedId ids,
            Membership membership,
            ApplicationEventPublisher publisher) {
        return new Refetches(pending, plan, events, store, ids, membership::writer, publisher::publishEvent);
    }

    @Bean
    ProviderCalls providerCalls(
            SourceDirectory sources,
            ResourceApis apis,
            Sessions sessions,
            ProviderApi access,
            BankingStore banking,
            AddressRules rules) {
        return new ProviderCalls(
                id -> usable(sources, id),
                apis,
                sessions,
                (source, renew) -> token(access, source, renew),
                banking,
                rules);
    }

    private static String token(ProviderApi access, Source source, boolean renew) {
        try {
            return access.token(source, renew);
        } catch (ProviderCallException e) {
            boolean isTransient = e.status() < 400
                    || UnfetchableException.ofStatus(e.status()).isTransient();
            throw isTransient
                    ? UnfetchableException.transientFailure("unavailable", "no access token")
                    : UnfetchableException.permanentFailure(UnfetchableException.UNAUTHORIZED, "no access token");
        }
    }

    private static Optional<Source> usable(SourceDirectory sources, String id) {
        Optional<Source> found = sources.find(id);
        if (found.isEmpty() && sources.isUnusable(id)) {
            throw UnfetchableException.transientFailure("source_unusable", "the source cannot be read");
        }
        return found;
    }

    @Bean
    FetchedAnswers fetchedAnswers(
            FollowUpStore followUps,
            BankingStore banking,
            DocumentStore documents,
            ResourceApis apis,
            PendingEvents pending,
            RefreshPlan plan,
            EndpointScheduler scheduler,
            FollowUpSettings settings,
            Clock clock) {
        var results = new FetchResults(banking, documents);
        BiConsumer<String, Duration> rest =
                (sourceId, wait) -> scheduler.rest(FollowUpWorker.endpointId(sourceId), wait);
        return new FetchedAnswers(followUps, results, apis, pending, plan, rest, settings.retries(), clock);
    }

    @Bean
    AnswerMemory followUpMemory(FollowUpSettings settings, MeterRegistry metrics) {
        var memory = new AnswerMemory(settings.maxBytes().toBytes());
        Gauge.builder("tributary.follow.ups.answers", memory, AnswerMemory::taken)
                .description("Size of the answers to follow-ups that are in memory")
                .baseUnit("bytes")
                .register(metrics);
        return memory;
    }

    /** Named by the route. */
    @Bean
    HttpClient followUpHttp(OutgoingHttp outgoing, Places places, AnswerMemory followUpMemory) {
        var limits = new OutgoingHttp.Limits(TOTAL, ANSWER_BYTES, false, places.total(), places.total());
        return outgoing.client(limits, followUpMemory);
    }

    @Bean
    FetchSpans fetchSpans(Traces traces) {
        return new FetchSpans(traces);
    }

    @Bean
    FollowUpWorker followUpWorker(
            FollowUpStore followUps,
            RefreshPlan plan,
            EndpointScheduler scheduler,
            SourceDirectory sources,
            Membership membership,
            AnswerMemory followUpMemory,
            ProducerTemplate routes,
            FetchSpans spans) {
        return new FollowUpWorker(
                followUps,
                plan,
                scheduler,
                id -> pace(sources, id, membership.living()),
                event -> routes.sendBody("direct:refresh", event),
                spans.of(followUp -> followUpMemory.during(
                        followUp.work().sourceId(),
                        () -> routes.requestBody("direct:follow-up", followUp, OutgoingCall.Result.class))),
                System::nanoTime);
    }

    /** A rate holds for all gateways together, so that each takes its share. */
    private static FollowUpWorker.@Nullable Pace pace(SourceDirectory sources, String sourceId, int gateways) {
        Source source = sources.find(sourceId).orElse(null);
        if (source == null && sources.isUnusable(sourceId)) {
            return null;
        }
        Source.Api api = source == null ? null : source.api();
        double rate = api == null || api.rate() <= 0 ? DEFAULT_RATE : api.rate();
        return new FollowUpWorker.Pace(source == null ? "" : source.tenant(), rate / gateways);
    }

    /** Reads the oldest every few seconds, so that no scrape has to. */
    @Bean
    Worker followUpAge(FollowUpStore followUps, MeterRegistry metrics, Clock clock) {
        var oldest = new OldestAge(() -> followUps.oldestEventId().map(TimeOrderedId::instantOf), clock);
        Gauge.builder("tributary.follow.ups.oldest.age", oldest, OldestAge::seconds)
                .description("Age of the oldest event with a follow-up that is outstanding")
                .baseUnit("seconds")
                .register(metrics);
        return Worker.every(AGE_EVERY, "follow-up-age", PHASE, oldest::refresh);
    }

    @Bean
    Worker followUpRounds(FollowUpWorker followUps) {
        var worker = new Worker("follow-ups", PHASE, followUps::round, followUps::stop);
        followUps.wakeBy(worker::wake);
        return worker;
    }
}
