package dev.tributary.delivery;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static dev.tributary.egress.ScriptedServer.status;
import static dev.tributary.subscription.SubscriptionFixtures.everything;
import static dev.tributary.subscription.SubscriptionFixtures.executedPayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class UnreadableSubscriptionTest {

    @Test
    void keepsTheDeliveriesOfASubscriptionThatCannotBeReadUntilItIsRepaired() throws Exception {
        var database = TestDatabase.embedded();
        try (var subscriber = new ScriptedServer(status(500));
                var gateway = new DeliveringGateway(database, "PT0S", "PT0.5S", "PT0.5S", "PT1H").start()) {
            gateway.subscribe(everything("s1", subscriber.url("/")));
            MongoCollection<Document> rows = database.getCollection("subscriptions");
            String secret = Objects.requireNonNull(rows.find().first()).getString("secret");
            gateway.store(executedPayment(new TimeOrderedId(Clock.systemUTC()).next(), Instant.now()));
            await().until(() -> subscriber.requests().size() >= 1);

            write(rows, "encrypted under another key");
            await().atMost(Duration.ofSeconds(20)).until(() -> gateway.directory.isUnreadable("s1"));
            subscriber.script(status(200));
            await().during(Duration.ofSeconds(2)).until(() -> state(gateway) == State.PENDING);
            write(rows, secret);

            await().atMost(Duration.ofSeconds(20)).until(() -> gateway.directory.unreadable() == 0);
            makeDue(database.getCollection("deliveries"));
            await().atMost(Duration.ofSeconds(20)).until(() -> state(gateway) == State.DELIVERED);
            assertThat(gateway.deliveries()).hasSize(1);
        }
    }

    private static State state(DeliveringGateway gateway) {
        return gateway.deliveries().stream()
                .map(DeliveryListing::state)
                .findFirst()
                .orElse(State.PENDING);
    }

    private static void write(MongoCollection<Document> rows, String secret) {
        rows.updateOne(eq("_id", "s1"), combine(set("secret", secret), inc("revision", 1L)));
    }

    /** Attempts that were made until the row was seen may have used up the short waits. */
    private static void makeDue(MongoCollection<Document> deliveries) {
        deliveries.updateMany(new Document(), set("nextAttemptAt", new java.util.Date()));
    }
}
