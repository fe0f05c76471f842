package dev.tributary.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.store.Attempt;
import dev.tributary.delivery.store.AttemptStore;
import dev.tributary.delivery.store.Delivery;
import dev.tributary.delivery.store.Delivery.Claimed;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.delivery.store.DeliveryOutcome;
import dev.tributary.delivery.store.DeliveryQuery;
import dev.tributary.delivery.store.DeliveryQueue;
import dev.tributary.delivery.store.DeliveryQueue.Due;
import dev.tributary.delivery.store.DeliveryReader;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.ListOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of deliveries, on every server of the protocol that the gateway supports. */
abstract class DeliveryListContract {

    private static final Instant BEGIN = Instant.parse("2026-03-02T09:00:00Z");
    private static final DeliveryOutcome DELIVERED = new DeliveryOutcome.Delivered();

    private MongoDatabase database;
    private DeliveryQueue queue;
    private AttemptStore attempts;
    private DeliveryReader reader;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() {
        database = freshDatabase();
        queue = new DeliveryQueue(DeliveryQueue.INDEXES.on(database), Clock.systemUTC());
        attempts = new AttemptStore(AttemptStore.INDEXES.on(database));
        reader = new DeliveryReader(database, attempts);
    }

    @Test
    void pagesThroughWhatIsPendingAndWhatHasEndedOldestFirst() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Delivery delivery = delivery(BEGIN.plus(Duration.ofHours(7L * i)), "s" + i % 2);
            all.add(delivery.id());
            if (i % 3 == 0) {
                queue.add(List.of(new Due(delivery, BEGIN)));
            } else {
                attempts.insert(List.of(new Result(delivery, attempt(200), DELIVERED)));
            }
        }
        List<String> pending = every(all, 3, 0);
        List<String> ended = all.stream().filter(id -> !pending.contains(id)).toList();

        assertThat(ids(query(null, null, null, null))).isEqualTo(all);
        assertThat(ids(query(null, "s1", null, null))).isEqualTo(every(all, 2, 1));
        assertThat(ids(newestFirst(query(null, null, null, null)))).isEqualTo(reversed(all));
        assertThat(ids(newestFirst(query(null, "s1", null, null)))).isEqualTo(reversed(every(all, 2, 1)));
        assertThat(ids(query(null, null, State.PENDING, null))).isEqualTo(pending);
        assertThat(ids(query(null, "s0", State.PENDING, null))).isEqualTo(every(all, 6, 0));
        assertThat(ids(query(null, null, State.DELIVERED, null))).isEqualTo(ended);
        assertThat(ids(query(null, null, State.FAILED, null))).isEmpty();
        assertThat(ids(query(all.get(4).substring(0, 36), null, null, null))).containsExactly(all.get(4));
        assertThat(ids(new DeliveryQuery(
                        "default",
                        null,
                        null,
                        null,
                        null,
                        BEGIN.plus(Duration.ofHours(7)),
                        BEGIN.plus(Duration.ofHours(21)),
                        null,
                        null,
                        ListOrder.ASCENDING,
                        null,
                        4)))
                .isEqualTo(all.subList(1, 3));
        assertThat(ids(new DeliveryQuery(
                        "other", null, null, null, null, null, null, null, null, ListOrder.ASCENDING, null, 4)))
                .isEmpty();
    }

    @Test
    void showsNoDeliveryOfAnotherTenantByItsId() {
        Delivery waiting = delivery(BEGIN, "s1");
        Delivery ended = delivery(BEGIN.plusSeconds(1), "s1");
        queue.add(List.of(new Due(waiting, BEGIN)));
        attempts.insert(List.of(new Result(ended, attempt(200), DELIVERED)));

        for (Delivery one : List.of(waiting, ended)) {
            assertThat(reader.find("default", one.id())).isPresent();
            assertThat(reader.find("other", one.id())).isEmpty();
        }
    }

    @Test
    void findsWhatFailedBySubscriptionAmongWhatWasDelivered() {
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Delivery delivery = delivery(BEGIN.plusSeconds(i), "s" + i % 2);
            DeliveryOutcome outcome = i % 5 == 0 ? new DeliveryOutcome.Exhausted(false) : DELIVERED;
            attempts.insert(List.of(new Result(delivery, attempt(i % 5 == 0 ? 500 : 200), outcome)));
            if (i % 5 == 0) {
                failed.add(delivery.id());
            }
        }

        assertThat(ids(query(null, null, State.FAILED, null))).isEqualTo(failed);
        assertThat(ids(query(null, "s1", State.FAILED, null))).isEqualTo(every(failed, 2, 1));
        assertThat(ids(query(null, "s1", null, 500))).isEqualTo(every(failed, 2, 1));
        assertThat(ids(query(null, "s1", State.CANCELLED, null))).isEmpty();
    }

    /** After an outage that was longer than a claim, the end of a delivery may wait twice to be recorded. */
    @Test
    void recordsTheEndOfADeliveryOnceThatIsSaidTwiceInOneBatch() {
        Delivery delivery = delivery(BEGIN, "s1");
        var cancelled = new Result(delivery, null, new DeliveryOutcome.Cancelled());

        attempts.insert(List.of(cancelled, cancelled));

        assertThat(ids(query(null, null, State.CANCELLED, null))).containsExactly(delivery.id());
    }

    /** What is kept ends within 1,024 bytes, where a cut by characters may fall into the second half of one. */
    @Test
    void keepsTheBeginningOfAnAnswerInWholeCharacters() {
        String answer = "a".repeat(502) + "\uD83D\uDE00".repeat(200);
        String excerpt = DeliverySteps.excerpt(answer.getBytes(UTF_8));
        Delivery delivery = delivery(BEGIN, "s1");
        var refused = new Attempt(BEGIN, 5, 422, "refused", excerpt);

        attempts.insert(List.of(new Result(delivery, refused, new DeliveryOutcome.Exhausted(false))));

        DeliveryListing stored = reader.find("default", delivery.id()).orElseThrow();
        String kept = String.valueOf(stored.attempts().get(0).response());
        assertThat(kept).hasSizeGreaterThan(700);
        assertThat(answer).startsWith(kept);
        assertThat(kept.codePoints().noneMatch(one -> one >= 0xD800 && one <= 0xDFFF))
                .isTrue();
    }

    /** A condition without an index ends a page after so many comparisons; the next one goes on behind them. */
    @Test
    void losesNothingBetweenPagesThatEndBeforeTheyAreFull() {
        List<String> refused = new ArrayList<>();
        for (int chunk = 0; chunk < 24; chunk++) {
            List<Result> ended = new ArrayList<>();
            for (int i = 1_000 * chunk; i < 1_000 * (chunk + 1); i++) {
                boolean rare = i == 11_999 || i == 23_999;
                Delivery delivery = delivery(BEGIN.plusMillis(i), "s1");
                ended.add(new Result(delivery, attempt(rare ? 422 : 200), DELIVERED));
                if (rare) {
                    refused.add(delivery.id());
                }
            }
            attempts.insert(ended);
        }
        Delivery pending = delivery(BEGIN.plusSeconds(60), "s1", attempt(422));
        queue.add(List.of(new Due(pending, BEGIN)));
        refused.add(pending.id());

        DeliveryQuery query = query(null, "s1", null, 422);
        IdPage<DeliveryListing> first = reader.find(query);
        assertThat(first.found()).isEmpty();
        assertThat(first.next()).isNotNull();
        assertThat(ids(query)).isEqualTo(refused);
        assertThat(ids(newestFirst(query))).isEqualTo(reversed(refused));
    }

    /** Both are read to a position of their own. The page ends at the earlier one, and the next page begins there. */
    @Test
    void losesNothingBetweenThePositionsOfWaitingAndOfEndedDeliveries() {
        List<Document> others = IntStream.range(0, 10_100)
                .mapToObj(i -> new Document(
                                "_id", delivery(BEGIN.plusMillis(i), "s1").id())
                        .append("tenant", "default")
                        .append("subscriptionId", "s1")
                        .append("eventType", "bank.account.updated.v1"))
                .toList();
        database.getCollection("deliveries").insertMany(others);
        Delivery waiting = delivery(BEGIN.plusSeconds(20), "s1");
        queue.add(List.of(new Due(waiting, BEGIN)));
        List<String> expected = new ArrayList<>(List.of(waiting.id()));
        for (int i = 1; i <= 6; i++) {
            Delivery ended = delivery(BEGIN.plusSeconds(20 + i), "s1");
            attempts.insert(List.of(new Result(ended, attempt(200), DELIVERED)));
            expected.add(ended.id());
        }

        var query = new DeliveryQuery(
                "default", null, null, waiting.eventType(), null, null, null, null, null, ListOrder.ASCENDING, null, 4);
        assertThat(ids(query)).isEqualTo(expected);
        assertThat(ids(newestFirst(query))).isEqualTo(reversed(expected));
    }

    private List<String> ids(DeliveryQuery query) {
        List<String> ids = new ArrayList<>();
        String after = null;
        do {
            IdPage<DeliveryListing> page = reader.find(after(query, after));
            assertThat(page.found()).hasSizeLessThanOrEqualTo(query.limit());
            page.found().forEach(listing -> ids.add(listing.id()));
            after = page.next();
        } while (after != null);
        return ids;
    }

    private static DeliveryQuery after(DeliveryQuery query, @Nullable String after) {
        return new DeliveryQuery(
                query.tenant(),
                query.eventId(),
                query.webHookId(),
                query.eventType(),
                query.state(),
                query.from(),
                query.before(),
                query.outcome(),
                query.status(),
                query.order(),
                after,
                query.limit());
    }

    private static DeliveryQuery query(
            @Nullable String event, @Nullable String hook, @Nullable State state, @Nullable Integer status) {
        return new DeliveryQuery(
                "default", event, hook, null, state, null, null, null, status, ListOrder.ASCENDING, null, 4);
    }

    private static DeliveryQuery newestFirst(DeliveryQuery query) {
        return new DeliveryQuery(
                query.tenant(),
                query.eventId(),
                query.webHookId(),
                query.eventType(),
                query.state(),
                query.from(),
                query.before(),
                query.outcome(),
                query.status(),
                ListOrder.DESCENDING,
                query.after(),
                query.limit());
    }

    private static List<String> reversed(List<String> ids) {
        List<String> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        return reversed;
    }

    private static List<String> every(List<String> all, int step, int first) {
        return IntStream.range(0, all.size())
                .filter(i -> i % step == first)
                .mapToObj(all::get)
                .toList();
    }

    /** Of an event with the id of a UUIDv7, made by hand. */
    private static Delivery delivery(Instant recorded, String subscriptionId, Attempt... attempts) {
        String millis = "%012x".formatted(recorded.toEpochMilli());
        String event = millis.substring(0, 8) + '-' + millis.substring(8) + "-7000-8000-000000000000";
        return new Delivery(
                event + ':' + subscriptionId,
                "default",
                event,
                "bank.payment.executed.v1",
                subscriptionId,
                new byte[0],
                List.of(attempts),
                new Claimed("none", Long.MAX_VALUE));
    }

    private static Attempt attempt(int status) {
        return new Attempt(BEGIN, 5, status, status == 200 ? "delivered" : "refused", null);
    }
}
