package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.health.DeliveryMetrics;
import dev.tributary.delivery.health.DisabledNotices;
import dev.tributary.delivery.health.FailingEndpoints;
import dev.tributary.delivery.store.Attempt;
import dev.tributary.delivery.store.AttemptStore;
import dev.tributary.delivery.store.Delivery;
import dev.tributary.delivery.store.Delivery.Claimed;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryOutcome;
import dev.tributary.delivery.store.DeliveryQuery;
import dev.tributary.delivery.store.DeliveryQueue;
import dev.tributary.delivery.store.DeliveryReader;
import dev.tributary.egress.OutgoingHttp;
import dev.tributary.egress.OutgoingHttpFixtures;
import dev.tributary.egress.RetryPolicy;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.schedule.EndpointScheduler;
import dev.tributary.egress.schedule.Schedulers;
import dev.tributary.event.GatewayUri;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.fanout.FanningOut;
import dev.tributary.mongo.page.ListOrder;
import dev.tributary.platform.Worker;
import dev.tributary.platform.membership.CommonFeed;
import dev.tributary.platform.membership.GatewayStore;
import dev.tributary.platform.membership.Membership;
import dev.tributary.platform.membership.Memberships;
import dev.tributary.security.secret.SecretCipher;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionDirectory;
import dev.tributary.subscription.SubscriptionStore;
import dev.tributary.subscription.domain.AuthorizedDomainStore;
import dev.tributary.subscription.domain.AuthorizedDomains;
import dev.tributary.subscription.handler.EventHandlers;
import dev.tributary.subscription.handler.InProcess;
import dev.tributary.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The delivering half of a gateway: its real parts and its real route, without Spring around them. */
final class DeliveringGateway implements AutoCloseable {

    /** Of a route or handler. */
    static final Duration CALL_DEADLINE = Duration.ofSeconds(1);

    final EventStore events;
    final EventReader stored;
    final SubscriptionStore subscriptions;
    final SubscriptionDirectory directory;
    final Membership membership;
    final DeliveryQueue queue;
    final AttemptStore attempts;
    final DeliveryReader reader;
    final FanningOut fanOut;
    final DisabledNotices notices;
    final EventHandlers handlers;
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final Deliveries deliveries;
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<Worker> workers;

    DeliveringGateway(MongoDatabase database, String... schedule) {
        this(database, Duration.ofDays(5), schedule);
    }

    /** @param disableAfter how long every attempt has to fail until a subscription is disabled */
    DeliveringGateway(MongoDatabase database, Duration disableAfter, String... schedule) {
        this(database, Memberships.of(database), disableAfter, schedule);
    }

    DeliveringGateway(MongoDatabase database, Membership membership, Duration disableAfter, String... schedule) {
        Clock clock = Clock.systemUTC();
        var policy = new RetryPolicy(Stream.of(schedule).map(Duration::parse).toList());
        events = new EventStore(EventStore.INDEXES.on(database));
        stored = new EventReader(database);
        subscriptions = new SubscriptionStore(database, new SecretCipher(new byte[32]));
        directory = new SubscriptionDirectory(subscriptions, clock);
        this.membership = membership;
        queue = new DeliveryQueue(DeliveryQueue.INDEXES.on(database), clock);
        attempts = new AttemptStore(AttemptStore.INDEXES.on(database));
        reader = new DeliveryReader(database, attempts);
        var backlog = new Backlog(membership, System::nanoTime);
        var memory = new DeliveriesInMemory();
        notices = new DisabledNotices(
                subscriptions,
                events,
                new TimeOrderedId(clock),
                new GatewayUri("https://gateway.example.com"),
                membership::writer,
                this::publish,
                clock);
        var additions = new QueueAdditions(queue, attempts, backlog, membership);
        var outcomes = new OutcomeWriter(
                queue,
                additions,
                attempts,
                backlog,
                memory,
                new FailingEndpoints(directory, subscriptions, notices, disableAfter, clock),
                membership,
                new DeliveryMetrics(metrics, clock, result -> {}));
        EndpointScheduler scheduler = Schedulers.scheduler();
        var routes = camel.createProducerTemplate();
        var rules = new AddressRules(new AddressRules.Settings(List.of("127.0.0.0/8")));
        var domains = new AuthorizedDomains(new AuthorizedDomainStore(database));
        var steps = new DeliverySteps(rules, domains, policy, clock, () -> 0.0, Traces.OFF);
        handlers = InProcess.handlers(subscriptions);
        var calls = InProcess.calls(handlers, camel, CALL_DEADLINE);
        var sender = new DeliverySender(
                scheduler,
                memory,
                directory,
                membership,
                outcomes,
                send -> routes.requestBody("direct:delivery", send, Result.class),
                new InProcessDelivery(calls, steps, outcomes),
                Traces.OFF,
                clock);
        var claimer = new DeliveryClaimer(
                queue,
                additions,
                attempts,
                backlog,
                sender,
                memory,
                outcomes,
                steps,
                stored,
                directory,
                membership,
                clock);
        var limits = new OutgoingHttp.Limits(Duration.ofSeconds(3), 64 * 1024, true, 128, 128);
        camel.getRegistry().bind("deliveryHttp", OutgoingHttpFixtures.client(rules, limits));
        camel.getRegistry().bind("deliverySteps", steps);
        camel.getRegistry().bind("outcomeWriter", outcomes);
        scheduler.startOnlyWhile(membership::holdsLease);
        scheduler.startOnlyWhile(directory::isFresh);
        deliveries = new Deliveries(sender, memory, queue, additions, attempts, backlog, membership, policy, clock);
        var common = new CommonFeed(new GatewayStore(database), membership, false);
        fanOut = new FanningOut(events, stored, directory, deliveries, membership, common);
        workers = List.of(
                new Worker("subscriptions", 0, directory::follow),
                Schedulers.ticks(scheduler),
                new Worker("delivery-outcomes", 0, outcomes::round, outcomes::flush),
                new Worker("delivery-claims", 0, claimer::round, claimer::stop));
    }

    /** Adds a route, before or after the start, and the bean of its name that it calls. */
    DeliveringGateway withRoute(String name, Object bean) {
        camel.getRegistry().bind(name, bean);
        try {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.fromString(name + ".camel.yaml", """
                            - route:
                                id: %1$s
                                from:
                                  uri: direct
                                  parameters: { name: %1$s }
                                  steps:
                                    - bean: { ref: %1$s, method: take }
                            """.formatted(name)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    void stopRoute(String name) throws Exception {
        camel.getRouteController().stopRoute(name);
    }

    void startRoute(String name) throws Exception {
        camel.getRouteController().startRoute(name);
    }

    DeliveringGateway start() {
        startRoutes();
        fanOut.start();
        workers.forEach(Worker::start);
        return this;
    }

    /** The test writes the heartbeat. */
    DeliveringGateway startWithoutHeartbeat() {
        startRoutes();
        fanOut.startWithoutHeartbeat();
        workers.forEach(Worker::start);
        return this;
    }

    private void startRoutes() {
        try {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(PluginHelper.getResourceLoader(camel)
                            .resolveResource("classpath:camel/delivery.camel.yaml"));
            camel.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stores events and says so, as ingest does. */
    void store(StoredEvent... stored) {
        fanOut.store(stored);
    }

    /** Records an end that another gateway has written. */
    void anotherHasDelivered(StoredEvent event, String subscriptionId) {
        var delivery = new Delivery(
                Delivery.id(event.id(), subscriptionId),
                event.event().tenant(),
                event.id(),
                event.event().type(),
                subscriptionId,
                event.body(),
                List.of(),
                new Claimed("another", Long.MAX_VALUE));
        var attempt = new Attempt(Instant.now(), 5, 200, "delivered", null);
        attempts.insert(List.of(new Result(delivery, attempt, new DeliveryOutcome.Delivered())));
    }

    /** What the gateway says of its own events. */
    private void publish(EventsStored stored) {
        fanOut.publish(stored);
    }

    void subscribe(Subscription... fresh) {
        for (Subscription subscription : fresh) {
            subscriptions.insert(subscription);
        }
    }

    /** All deliveries of the tenant. */
    List<DeliveryListing> deliveries() {
        return reader.find(new DeliveryQuery(
                        "default", null, null, null, null, null, null, null, null, ListOrder.ASCENDING, null, 1000))
                .found();
    }

    @Override
    public void close() {
        for (int i = workers.size() - 1; i >= 0; i--) {
            workers.get(i).stop();
        }
        fanOut.stop();
        camel.stop();
    }
}
