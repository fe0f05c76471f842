package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.store.AttemptStore;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryQuery;
import dev.tributary.delivery.store.DeliveryQueue;
import dev.tributary.delivery.store.DeliveryReader;
import dev.tributary.egress.AddressRules;
import dev.tributary.egress.EgressSettings;
import dev.tributary.egress.OutgoingHttp;
import dev.tributary.egress.OutgoingHttpFixtures;
import dev.tributary.egress.RetryPolicy;
import dev.tributary.egress.schedule.EndpointScheduler;
import dev.tributary.egress.schedule.Schedulers;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.fanout.FanningOut;
import dev.tributary.platform.Membership;
import dev.tributary.platform.Memberships;
import dev.tributary.platform.Worker;
import dev.tributary.secret.SecretCipher;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionDirectory;
import dev.tributary.subscription.SubscriptionStore;
import dev.tributary.subscription.domain.AuthorizedDomainStore;
import dev.tributary.subscription.domain.AuthorizedDomains;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;

/** The delivering half of a gateway: its real parts and its real route, without Spring around them. */
final class DeliveringGateway implements AutoCloseable {

    final EventStore events;
    final SubscriptionStore subscriptions;
    final SubscriptionDirectory directory;
    final Membership membership;
    final DeliveryQueue queue;
    final AttemptStore attempts;
    final DeliveryReader reader;
    final FanningOut fanOut;
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<Worker> workers;

    DeliveringGateway(MongoDatabase database, String... schedule) {
        Clock clock = Clock.systemUTC();
        var policy = new RetryPolicy(Stream.of(schedule).map(Duration::parse).toList());
        events = new EventStore(database);
        subscriptions = new SubscriptionStore(database, new SecretCipher(new byte[32]));
        directory = new SubscriptionDirectory(subscriptions);
        membership = Memberships.of(database);
        queue = new DeliveryQueue(database, clock);
        attempts = new AttemptStore(database);
        reader = new DeliveryReader(database, attempts);
        var backlog = new Backlog(membership, System::nanoTime);
        var memory = new DeliveriesInMemory();
        var outcomes = new OutcomeWriter(
                queue,
                attempts,
                backlog,
                memory,
                subscriptions,
                membership,
                new DeliveryMetrics(metrics, clock),
                clock);
        EndpointScheduler scheduler = Schedulers.scheduler();
        var routes = camel.createProducerTemplate();
        var sender = new DeliverySender(
                scheduler,
                memory,
                directory,
                membership,
                outcomes,
                send -> routes.requestBody("direct:delivery", send, Result.class),
                clock);
        var claimer = new DeliveryClaimer(
                queue, attempts, backlog, sender, memory, outcomes, events, directory, membership, clock);
        var rules = new AddressRules(new EgressSettings(List.of("127.0.0.0/8")));
        var domains = new AuthorizedDomains(new AuthorizedDomainStore(database));
        var limits = new OutgoingHttp.Limits(Duration.ofSeconds(3), 64 * 1024, true, 128, 128);
        camel.getRegistry().bind("deliveryHttp", OutgoingHttpFixtures.client(rules, limits));
        camel.getRegistry().bind("deliverySteps", new DeliverySteps(rules, domains, policy, clock, () -> 0.0));
        camel.getRegistry().bind("outcomeWriter", outcomes);
        scheduler.startOnlyWhile(membership::holdsLease);
        scheduler.startOnlyWhile(directory::isFresh);
        fanOut = new FanningOut(
                events,
                directory,
                new Deliveries(sender, memory, queue, attempts, backlog, membership, policy, clock),
                membership);
        workers = List.of(
                new Worker("subscriptions", 0, directory::follow, () -> {}),
                Schedulers.ticks(scheduler),
                new Worker("delivery-outcomes", 0, outcomes::round, outcomes::flush),
                new Worker("delivery-claims", 0, claimer::round, claimer::stop));
    }

    DeliveringGateway start() {
        try {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(PluginHelper.getResourceLoader(camel)
                            .resolveResource("classpath:camel/delivery.camel.yaml"));
            camel.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        fanOut.start();
        workers.forEach(Worker::start);
        return this;
    }

    /** Stores events and says so, as ingest does. */
    void store(StoredEvent... stored) {
        fanOut.store(stored);
    }

    void subscribe(Subscription... fresh) {
        for (Subscription subscription : fresh) {
            subscriptions.insert(subscription);
        }
    }

    /** All deliveries of the tenant. */
    List<DeliveryListing> deliveries() {
        return reader.find(new DeliveryQuery("default", null, null, null, null, null, null, null, null, null, 1000));
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
