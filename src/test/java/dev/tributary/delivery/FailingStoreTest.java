package dev.tributary.delivery;

import static dev.tributary.egress.ScriptedServer.status;
import static dev.tributary.subscription.SubscriptionFixtures.everything;
import static dev.tributary.subscription.SubscriptionFixtures.executedPayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.delivery.store.DeliveryQueue;
import dev.tributary.delivery.store.DeliveryQueue.Due;
import dev.tributary.delivery.store.ErasedDeliveries;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.mongo.LeaseQueue;
import dev.tributary.store.RefusingStore;
import dev.tributary.subscription.SubscriptionFixtures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries while the store fails for a moment. */
@Timeout(60)
class FailingStoreTest {

    private final TimeOrderedId ids = new TimeOrderedId(Clock.systemUTC());
    private final StoredEvent event = executedPayment(ids.next(), Instant.now());
    private final RefusingStore store = new RefusingStore();
    private final MongoClient client = MongoClients.create(store.uri());
    private final MongoDatabase database = client.getDatabase("gateway");
    private ScriptedServer subscriber;
    private DeliveringGateway gateway;

    @BeforeEach
    void open() throws Exception {
        subscriber = new ScriptedServer(status(200));
        gateway = new DeliveringGateway(database, "PT0S", "PT1S");
        gateway.membership.beat("");
        gateway.subscribe(everything("s1", subscriber.url("/")));
    }

    @AfterEach
    void close() throws Exception {
        gateway.close();
        subscriber.close();
        client.close();
        store.close();
    }

    /** An event that stayed open would hold the checkpoint. */
    @Test
    void closesWhatWasRemovedBeforeItsFanOutAndSendsWhatOnlyOneReadDidNotFind() {
        StoredEvent removed = executedPayment(ids.next(), Instant.now());
        StoredEvent unwanted = executedPayment(ids.next(), SubscriptionFixtures.CREATED.minusSeconds(1));
        gateway.fanOut.publish(new EventsStored(Collections.nCopies(16_384, unwanted), null));
        gateway.store(event, removed); // there is no place for them in memory
        gateway.events.remove(List.of(removed.id()));
        store.hide("events");
        gateway.startWithoutHeartbeat();
        await().until(() -> gateway.fanOut.open() == 0);
        assertSent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deliveries", "attempts", "events"})
    void sendsAtOnceAgainWhatItHadClaimedAndCouldNotRead(String collection) {
        var past =
                Clock.offset(Clock.systemUTC(), LeaseQueue.LEASE.plusSeconds(1).negated());
        StoredEvent delivered = executedPayment(ids.next(), Instant.now());
        gateway.anotherHasDelivered(delivered, "s1");
        gateway.events.insert(List.of(event, delivered), "dead", Duration.ofSeconds(5));
        new DeliveryQueue(database, past).addLeased(List.of(due(event), due(delivered)), "dead");
        var claimed = new AtomicBoolean();
        var refused = new AtomicBoolean();
        store.refuse(RefusingStore.OUT_OF_DISK_SPACE, (command, of) -> {
            boolean isRefused = claimed.get() && command.equals("find") && of.equals(collection);
            claimed.compareAndSet(false, command.equals("update") && of.equals("deliveries"));
            refused.compareAndSet(false, isRefused);
            return isRefused;
        });
        gateway.deliveries.takeOver(Set.of("s1"));
        gateway.startWithoutHeartbeat();
        await().untilTrue(refused);
        store.accept();
        assertSent();
    }

    @Test
    void cancelsWhatCouldNotBeCancelledBefore() {
        StoredEvent erased = executedPayment(ids.next(), Instant.now());
        gateway.queue.add(List.of(due(event), due(erased)));
        var ofErased = new ErasedDeliveries(gateway.reader, gateway.queue, gateway.attempts, Clock.systemUTC());
        Set<String> cancelled = Set.of(due(event).delivery().id());
        store.refuse(
                RefusingStore.OUT_OF_DISK_SPACE, (command, of) -> command.equals("delete") && of.equals("deliveries"));
        assertThatThrownBy(() -> gateway.deliveries.cancel(cancelled)).isInstanceOf(MongoException.class);
        assertThatThrownBy(() -> ofErased.end(List.of(erased.id()))).isInstanceOf(MongoException.class);
        store.accept();

        assertThat(gateway.deliveries.cancel(cancelled)).isEqualTo(cancelled);
        ofErased.end(List.of(erased.id()));
        assertThat(database.getCollection("deliveries").countDocuments()).isZero();
    }

    private static Due due(StoredEvent event) {
        return new Due(
                DeliveryFaultContract.delivery(event, "dead"), Instant.now().minusSeconds(90));
    }

    private void assertSent() {
        await().until(() -> !subscriber.requests().isEmpty()
                && database.getCollection("deliveries").countDocuments() == 0);
        await().until(() ->
                gateway.deliveries().stream().map(DeliveryListing::state).allMatch(State.DELIVERED::equals));
        assertThat(subscriber.requests())
                .extracting(request -> request.header("webhook-id"))
                .containsExactly(event.id());
    }
}
