package dev.tributary.delivery.store;

import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.mongo.page.ListOrder;
import dev.tributary.mongo.retention.Expired;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The queries of deliveries that are sent often, for a test of another package. */
public final class DeliveryQueries {

    private DeliveryQueries() {}

    public static Map<String, Runnable> of(MongoDatabase database, Clock clock, Instant begin) {
        var attempts = new AttemptStore(AttemptStore.INDEXES.on(database));
        var queries = new LinkedHashMap<String, Runnable>();
        queue(new DeliveryQueue(DeliveryQueue.INDEXES.on(database), clock), queries);
        lists(new DeliveryReader(database, attempts), queries);
        queries.put("ended deliveries by id", () -> attempts.ended(List.of("a", "b")));
        queries.put("expired attempts", () -> attempts.removeExpired(new Expired(null, List.of(), begin), null, 9));
        queries.put(
                "expired attempts of a tenant",
                () -> attempts.removeExpired(new Expired("t", List.of(), begin), null, 9));
        return queries;
    }

    private static void queue(DeliveryQueue queue, Map<String, Runnable> queries) {
        queries.put("claim of deliveries", () -> queue.claim("filler7", 50));
        queries.put("claim of deliveries by id", () -> queue.claim(List.of("a", "b")));
        queries.put("endpoints that are due", () -> queue.due(List.of("filler7", "filler8"), 50));
        queries.put("whether an endpoint has deliveries", () -> queue.isEmpty("filler7"));
        queries.put("oldest delivery that waits", queue::oldestEventId);
    }

    private static void lists(DeliveryReader reader, Map<String, Runnable> queries) {
        queries.put("events with waiting deliveries", () -> reader.waiting(List.of("a", "b")));
        queries.put("deliveries of a tenant", () -> reader.find(oldest(null, null, null)));
        queries.put("deliveries of an event", () -> reader.find(oldest("e", null, null)));
        queries.put("deliveries of a web hook", () -> reader.find(oldest(null, "w", null)));
        queries.put("failed deliveries", () -> reader.find(oldest(null, null, State.FAILED)));
        queries.put("failed deliveries of a web hook", () -> reader.find(oldest(null, "w", State.FAILED)));
        queries.put("deliveries that were delivered", () -> reader.find(oldest(null, null, State.DELIVERED)));
        queries.put("newest deliveries", () -> reader.find(newest(null, null)));
        queries.put("newest deliveries of a web hook", () -> reader.find(newest("w", null)));
        queries.put("newest failed deliveries", () -> reader.find(newest(null, State.FAILED)));
        queries.put("one delivery", () -> reader.find("t", "a"));
    }

    private static DeliveryQuery oldest(@Nullable String event, @Nullable String webHook, @Nullable State state) {
        return new DeliveryQuery(
                "t", event, webHook, null, state, null, null, null, null, ListOrder.ASCENDING, null, 50);
    }

    private static DeliveryQuery newest(@Nullable String webHook, @Nullable State state) {
        return new DeliveryQuery(
                "t", null, webHook, null, state, null, null, null, null, ListOrder.DESCENDING, null, 50);
    }
}
