package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.egress.AddressRules;
import dev.tributary.egress.EgressSettings;
import dev.tributary.egress.OutgoingHttp;
import dev.tributary.egress.OutgoingHttpFixtures;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.secret.SecretCipher;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionDirectory;
import dev.tributary.subscription.SubscriptionStore;
import dev.tributary.subscription.domain.AuthorizedDomainStore;
import dev.tributary.subscription.domain.AuthorizedDomains;
import dev.tributary.work.RetryPolicy;
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
    final DeliveryQueue queue;
    final DeliveryHistory history;
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final DeliveryPoll poll;
    private final FanOut fanOut;

    DeliveringGateway(MongoDatabase database, String... schedule) {
        Clock clock = Clock.systemUTC();
        var policy = new RetryPolicy(Stream.of(schedule).map(Duration::parse).toList());
        events = new EventStore(database);
        subscriptions = new SubscriptionStore(database, new SecretCipher(new byte[32]));
        directory = new SubscriptionDirectory(subscriptions);
        queue = new DeliveryQueue(database, policy.waits().get(0), clock);
        history = new DeliveryHistory(database, queue, clock);
        var claims = new DeliveryClaims(queue, clock);
        var recorder = new DeliveryRecorder(queue, history, claims, subscriptions, metrics, clock);
        var rules = new AddressRules(new EgressSettings(List.of("127.0.0.0/8")));
        var domains = new AuthorizedDomains(new AuthorizedDomainStore(database));
        var limits = new OutgoingHttp.Limits(Duration.ofSeconds(3), 64 * 1024, true, 16, 128);
        camel.getRegistry().bind("deliveryHttp", OutgoingHttpFixtures.client(rules, limits));
        camel.getRegistry().bind("deliverySteps", new DeliverySteps(rules, domains, policy, clock, () -> 0.0));
        camel.getRegistry().bind("deliveryRecorder", recorder);
        var dispatcher = new DeliveryDispatcher(camel.createProducerTemplate(), directory, claims, recorder, clock);
        poll = new DeliveryPoll(queue, claims, dispatcher, recorder, events, directory, clock);
        fanOut = new FanOut(events, directory, queue, history, claims, dispatcher, clock);
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
        poll.start();
        fanOut.start();
        return this;
    }

    /** Stores events and says so, as ingest does. */
    void store(StoredEvent... stored) {
        events.insert(List.of(stored), Duration.ofSeconds(5));
        fanOut.stored(new EventsStored(List.of(stored)));
    }

    void subscribe(Subscription... fresh) {
        for (Subscription subscription : fresh) {
            subscriptions.insert(subscription);
        }
    }

    /** All deliveries of the tenant. */
    List<DeliveryListing> deliveries() {
        return history.find(new DeliveryHistory.Query("default", null, null, null, null, 1000));
    }

    @Override
    public void close() {
        fanOut.stop();
        poll.stop();
        camel.stop();
    }
}
