package dev.tributary.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.store.AttemptStore;
import dev.tributary.delivery.store.DeliveryQueue;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class DeliveryUpkeepTest {

    private final MongoDatabase database = TestDatabase.embedded();
    private final Clock clock = Clock.systemUTC();

    @Test
    void removesTheHistoryOfEventsThatAreOlderThanNinetyDays() {
        var attempts = new AttemptStore(database);
        String expired = of(Duration.ofDays(91));
        String kept = of(Duration.ofDays(89));
        var collection = database.getCollection("attempts");
        collection.insertOne(new Document("_id", expired));
        collection.insertOne(new Document("_id", kept));

        new DeliveryUpkeep(
                        new DeliveryQueue(database, clock),
                        attempts,
                        new OpenEvents(),
                        clock,
                        System::nanoTime,
                        () -> true)
                .round();

        assertThat(collection.find().map(document -> document.getString("_id")).into(new ArrayList<>()))
                .containsExactly(kept);
    }

    private static String of(Duration age) {
        return new TimeOrderedId(Clock.fixed(Instant.now().minus(age), java.time.ZoneOffset.UTC)).next() + ":s1";
    }
}
