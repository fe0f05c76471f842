package dev.tributary.delivery;

import static dev.tributary.egress.ScriptedServer.status;
import static dev.tributary.subscription.SubscriptionFixtures.everything;
import static dev.tributary.subscription.SubscriptionFixtures.executedPayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.ingest.commit.LostReplies;
import dev.tributary.subscription.SubscriptionFixtures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events whose write had an unknown outcome, and that another gateway has stored and delivered meanwhile. */
@Timeout(60)
abstract class UnknownWriteContract {

    private final TimeOrderedId ids = new TimeOrderedId(Clock.systemUTC());
    private ScriptedServer subscriber;
    private DeliveringGateway gateway;
    private StoredEvent delivered;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() throws Exception {
        subscriber = new ScriptedServer(status(200));
        gateway = new DeliveringGateway(freshDatabase(), "PT0S", "PT1S");
        gateway.subscribe(everything("s1", subscriber.url("/")));
        delivered = executedPayment(ids.next(), Instant.now());
        gateway.anotherHasDelivered(delivered, "s1");
        gateway.events.insert(List.of(delivered), "another", Duration.ofSeconds(5));
    }

    @AfterEach
    void close() throws Exception {
        gateway.close();
        subscriber.close();
    }

    @Test
    void isNotSentAgainWhenItIsSeenInTheStore() {
        gateway.start();
        var seen = new AtomicBoolean();
        try (var writes = new LostReplies(gateway.stored, stored -> {
            gateway.fanOut.publish(stored);
            seen.set(true);
        })) {
            writes.add(delivered);
            await().untilTrue(seen);
        }
        assertOnlyWhatComesNextIsSent();
    }

    @Test
    void isNotSentAgainWhereItHadNoPlaceInMemory() {
        StoredEvent unwanted = executedPayment(ids.next(), SubscriptionFixtures.CREATED.minusSeconds(1));
        String own = gateway.membership.writer();
        gateway.fanOut.publish(new EventsStored(Collections.nCopies(20_000, unwanted), own));
        gateway.fanOut.publish(new EventsStored(List.of(delivered), null));
        gateway.start();
        assertOnlyWhatComesNextIsSent();
    }

    /** The look into the store and the sweep of receipts may both say it of one event, before its fan-out. */
    @Test
    void isSentOnceWhereItIsSaidTwiceThatItIsStored() {
        StoredEvent landed = executedPayment(ids.next(), Instant.now());
        gateway.events.insert(List.of(landed), "another", Duration.ofSeconds(5));
        gateway.fanOut.publish(new EventsStored(List.of(landed), null));
        gateway.fanOut.publish(new EventsStored(List.of(landed), null));
        gateway.directory.follow(); // before the first round
        gateway.start();
        assertOnlyThisIsSent(landed);
    }

    private void assertOnlyWhatComesNextIsSent() {
        StoredEvent next = executedPayment(ids.next(), Instant.now());
        gateway.store(next);
        assertOnlyThisIsSent(next);
    }

    private void assertOnlyThisIsSent(StoredEvent event) {
        await().until(() -> gateway.deliveries().stream()
                        .filter(listed -> listed.state() == State.DELIVERED)
                        .count()
                == 2);
        assertThat(subscriber.requests())
                .extracting(request -> request.header("webhook-id"))
                .containsExactly(event.id());
    }
}
