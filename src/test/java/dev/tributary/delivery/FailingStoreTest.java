package dev.tributary.delivery;

import static dev.tributary.egress.ScriptedServer.status;
import static dev.tributary.subscription.SubscriptionFixtures.everything;
import static dev.tributary.subscription.SubscriptionFixtures.executedPayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.store.RefusingStore;
import dev.tributary.subscription.SubscriptionFixtures;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deliveries whose events were not read, or not found, for a moment. */
@Timeout(60)
class FailingReadTest {

    private final TimeOrderedId ids = new TimeOrderedId(Clock.systemUTC());
    private final StoredEvent event = executedPayment(ids.next(), Instant.now());
    private final RefusingStore store = new RefusingStore();
    private final MongoClient client = MongoClients.create(store.uri());
    private ScriptedServer subscriber;
    private DeliveringGateway gateway;

    @BeforeEach
    void open() throws Exception {
        subscriber = new ScriptedServer(status(200));
        gateway = new DeliveringGateway(client.getDatabase("gateway"), "PT0S", "PT1S");
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

    private void assertSent() {
        await().until(
                        () -> gateway.deliveries().stream()
                                .map(DeliveryListing::state)
                                .toList(),
                        List.of(State.DELIVERED)::equals);
        assertThat(subscriber.requests())
                .extracting(request -> request.header("webhook-id"))
                .containsExactly(event.id());
    }
}
