package dev.tributary.followup;

import com.mongodb.client.MongoDatabase;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.banking.store.DocumentStore;
import dev.tributary.egress.AnswerMemory;
import dev.tributary.egress.OutgoingHttp;
import dev.tributary.egress.RetryPolicy;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.schedule.EndpointScheduler;
import dev.tributary.egress.schedule.OutgoingCall;
import dev.tributary.egress.schedule.Schedulers;
import dev.tributary.event.Event;
import dev.tributary.event.GatewayUri;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.api.ResourceApis;
import dev.tributary.followup.call.ProviderCalls;
import dev.tributary.followup.call.Sessions;
import dev.tributary.followup.paybook.PaybookResources;
import dev.tributary.followup.sixpark.SixParkResources;
import dev.tributary.followup.store.FetchState;
import dev.tributary.followup.store.FollowUp;
import dev.tributary.followup.store.FollowUpStore;
import dev.tributary.platform.Worker;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.source.Source;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/** The follow-ups of one gateway on a database: the routes, the client and the stores as they are. */
final class FollowUpGateway implements AutoCloseable {

    static final String KEY = "0123456789abcdef0123456789abcdef";
    static final String USER = "5e751d54d0510472295413b3";

    final BankingStore banking;
    final DocumentStore documents;
    final EventStore events;
    final EventReader reader;
    final FollowUpStore followUps;
    final FollowUpWorker worker;
    final Map<String, Source> sources = new ConcurrentHashMap<>();
    final List<StoredEvent> released = new CopyOnWriteArrayList<>();
    /** Events of what refreshes changed. */
    final List<StoredEvent> told = new CopyOnWriteArrayList<>();

    final ChangeEvents changes;
    final FetchResults results;
    final Refetches refetches;

    private final Worker rounds;
    private final Worker ticks;
    private final Stop stopScheduler;
    private final CamelContext camel = new DefaultCamelContext();

    private interface Stop {
        void run() throws InterruptedException;
    }

    FollowUpGateway(MongoDatabase database, List<Duration> schedule) throws Exception {
        this(database, schedule, new AnswerMemory(128 << 20));
    }

    FollowUpGateway(MongoDatabase database, List<Duration> schedule, AnswerMemory memory) throws Exception {
        Clock clock = Clock.systemUTC();
        ProviderCatalog providers = GatewayParts.of(ProviderCatalog.class);
        banking = new BankingStore(BankingStore.INDEXES.on(database));
        documents = new DocumentStore(database);
        events = new EventStore(EventStore.INDEXES.on(database));
        reader = new EventReader(database);
        results = new FetchResults(banking, documents);
        followUps = new FollowUpStore(FollowUpStore.INDEXES.on(database), clock);
        var ids = new TimeOrderedId(clock);
        changes = new ChangeEvents(
                banking,
                events,
                ids,
                new GatewayUri("https://gateway.example.com"),
                () -> "test",
                stored -> told.addAll(stored.events()));
        var pending = new PendingEvents(
                reader,
                events,
                changes::tell,
                new SimpleMeterRegistry(),
                () -> "test",
                stored -> released.addAll(stored.events()));
        EndpointScheduler scheduler = Schedulers.scheduler();
        var apis = new ResourceApis(List.of(new PaybookResources(), new SixParkResources()), providers::find);
        var plan =
                new RefreshPlan(reader, pending, followUps, apis::allowed, event -> true, 100, schedule.get(0), clock);
        refetches = new Refetches(pending, plan, reader, events, ids, () -> "test", this::hear);
        camel.getRegistry().bind("refreshPlan", plan);
        camel.getRegistry()
                .bind(
                        "providerCalls",
                        new ProviderCalls(
                                this::source,
                                apis,
                                new Sessions(GatewayParts.of(OutgoingHttp.class)
                                        .client(new OutgoingHttp.Limits(
                                                Duration.ofSeconds(15), 64 << 10, false, 16, 16))),
                                (source, renew) -> KEY,
                                banking,
                                GatewayParts.of(AddressRules.class)));
        camel.getRegistry()
                .bind(
                        "fetchedAnswers",
                        new FetchedAnswers(
                                followUps,
                                results,
                                apis,
                                pending,
                                plan,
                                (id, wait) -> scheduler.rest(FollowUpWorker.endpointId(id), wait),
                                new RetryPolicy(schedule),
                                clock));
        camel.getRegistry()
                .bind(
                        "followUpHttp",
                        GatewayParts.of(OutgoingHttp.class)
                                .client(
                                        new OutgoingHttp.Limits(Duration.ofSeconds(60), 32 << 20, false, 128, 128),
                                        memory));
        for (String route : List.of("refresh", "follow-up")) {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(
                            ResourceHelper.resolveMandatoryResource(camel, "classpath:camel/" + route + ".camel.yaml"));
        }
        camel.start();
        ProducerTemplate routes = camel.createProducerTemplate();
        worker = new FollowUpWorker(
                followUps,
                plan,
                scheduler,
                id -> new FollowUpWorker.Pace(
                        source(id).map(Source::tenant).orElse("default"),
                        source(id).map(Source::api).map(Source.Api::rate).orElse(5.0)),
                event -> routes.sendBody("direct:refresh", event),
                followUp -> memory.during(
                        followUp.work().sourceId(),
                        () -> routes.requestBody("direct:follow-up", followUp, OutgoingCall.Result.class)),
                System::nanoTime);
        rounds = new Worker("follow-ups", 0, worker::round, worker::stop);
        worker.wakeBy(rounds::wake);
        ticks = Schedulers.ticks(scheduler);
        stopScheduler = () -> {
            scheduler.close();
            scheduler.awaitIdle(Duration.ofSeconds(5));
        };
        rounds.start();
        ticks.start();
    }

    private void hear(EventsStored stored) {
        worker.onStored(stored);
    }

    private Optional<Source> source(String id) {
        return Optional.ofNullable(sources.get(id));
    }

    FollowUpGateway withSource(String id, String baseUri, double rate) {
        return withSource("default", id, baseUri, rate);
    }

    FollowUpGateway withSource(String tenant, String id, String baseUri, double rate) {
        sources.put(id, source(tenant, id, new Source.Api(baseUri, KEY, rate)));
        return this;
    }

    static Source source(String id, Source.@Nullable Api api) {
        return source("default", id, api);
    }

    private static Source source(String tenant, String id, Source.@Nullable Api api) {
        return new Source(
                id,
                tenant,
                "paybook",
                "paybook-header",
                null,
                true,
                List.of(),
                Map.of(),
                api,
                Instant.EPOCH,
                Instant.EPOCH,
                1);
    }

    /** Stores an event as ingest does, and says so. */
    void receive(StoredEvent event) {
        events.insert(List.of(event), "test", Duration.ofSeconds(5));
        worker.onStored(new EventsStored(List.of(event), "test"));
    }

    /** The follow-up of one resource of an event, as it is before a claim. */
    static FollowUp followUp(StoredEvent event, int index) {
        Map<String, Object> resource = FetchState.resources(event.event()).get(index);
        return new FollowUp(
                event.id() + ':' + index,
                event.id(),
                String.valueOf(resource.get("kind")),
                String.valueOf(resource.get("href")),
                null,
                null,
                null,
                new FollowUp.Work("default", "s1", "paybook", PaybookApi.CONNECTION, null, USER, null, 1, 0, ""));
    }

    /** What an event waits for. */
    Pending pending(String id) {
        return reader.find("default", id).orElseThrow().pending();
    }

    Event event(String id) {
        return reader.find("default", id).orElseThrow().event();
    }

    /** The resources of an event as one line each: kind, state, and what else is known. */
    List<String> resources(String id) {
        List<String> lines = new ArrayList<>();
        for (Map<String, Object> resource : FetchState.resources(event(id))) {
            var rest = new LinkedHashMap<>(resource);
            rest.remove("href");
            lines.add(
                    String.join(" ", rest.values().stream().map(String::valueOf).toList()));
        }
        return lines;
    }

    @Override
    public void close() {
        try {
            stopScheduler.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rounds.stop();
        ticks.stop();
        camel.stop();
    }
}
