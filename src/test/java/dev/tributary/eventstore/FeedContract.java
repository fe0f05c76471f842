package dev.tributary.eventstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.tributary.event.Event;
import dev.tributary.event.EventFixtures;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.eventstore.feed.FeedWrites;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.ListOrder;
import dev.tributary.security.privacy.PersonalData;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reader that continues from its last position gets each event once, also events that become visible late. */
abstract class FeedContract {

    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private Instant now = Instant.parse("2026-03-02T09:00:00Z");
    private long nanos;
    private Clock clock;
    private MongoDatabase database;
    private TimeOrderedId ids;
    private FeedWrites writes;
    private EventStore store;
    private EventReader reader;
    private String position = "";
    private final List<String> read = new ArrayList<>();

    abstract MongoDatabase database();

    @BeforeEach
    void open() {
        clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        ids = new TimeOrderedId(clock);
        database = EventStore.INDEXES.on(database());
        reader = new EventReader(database);
        start();
        position = ids.floor();
        passes(1);
    }

    private void start() {
        writes = new FeedWrites(ids, clock, () -> nanos);
        store = new EventStore(database, PersonalData.none(), event -> {}, writes);
    }

    @Test
    void anEventThatIsUnderWayHoldsBackWhatCameAfterIt() {
        StoredEvent slow = event("slow");
        FeedWrites.Write write = writes.begin(List.of(slow.id()));
        StoredEvent quick = insert(event("quick"));
        passes(5);
        assertThat(readOn()).isEmpty();
        write.ended(true);
        insert(slow);
        assertThat(readOn()).containsExactly(slow.id(), quick.id());
    }

    @Test
    void anEventThatWaitsForItsWriteHoldsBackWhatCameAfterIt() {
        StoredEvent waiting = event("waiting");
        List<String> queue = new ArrayList<>(List.of(waiting.id()));
        writes.waiting(() -> queue.stream().findFirst());
        insert(event("quick"));
        passes(5);
        assertThat(readOn()).isEmpty();
        queue.clear();
        insert(waiting);
        assertThat(readOn()).hasSize(2).startsWith(waiting.id());
    }

    @Test
    void anEventThatIsStoredLateComesLaterAndOnce() {
        StoredEvent late = event("late");
        StoredEvent before = insert(event("before"));
        passes(5);
        assertThat(readOn()).containsExactly(before.id());
        insert(late);
        StoredEvent after = insert(event("after"));
        passes(5);
        assertThat(readOn()).containsExactlyInAnyOrder(late.id(), after.id());
        assertThat(readOn()).isEmpty();
    }

    /** Such as one of a call whose write a crash has interrupted. */
    @Test
    void anEventFromBeforeTheStartComesLaterAndOnce() {
        StoredEvent old = event("old");
        StoredEvent before = insert(event("before"));
        passes(5);
        assertThat(readOn()).containsExactly(before.id());
        start();
        insert(old);
        passes(5);
        assertThat(readOn()).containsExactly(old.id());
    }

    @Test
    void anEventThatWasPendingComesWhenItIsReadyAndOnce() {
        StoredEvent pending = insert(StoredEvent.of(payment("pending"), Pending.FOLLOW_UPS));
        passes(5);
        assertThat(readOn()).isEmpty();
        Event changed = pending.event().with(Map.of("payment", Map.of("id", "fetched")));
        StoredEvent ready = StoredEvent.of(changed, Pending.FAN_OUT);
        assertThat(store.replacePending(ready, pending.body(), "writer")).isTrue();
        assertThat(readOn()).isEmpty();
        passes(5);
        IdPage<StoredEvent> page = reader.feed(EventQuery.all("default", position, 10), writes.horizon());
        assertThat(page.found())
                .singleElement()
                .satisfies(event -> assertThat(event.body()).asString(UTF_8).contains("fetched"));
        assertThat(readOn()).containsExactly(pending.id());
    }

    @Test
    void aWriteOfUnknownOutcomeHoldsBackUntilItCannotLandAnyMore() {
        try (var client = MongoClients.create("mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=50")) {
            var away = new EventStore(client.getDatabase("away"), PersonalData.none(), event -> {}, writes);
            assertThat(away.insert(List.of(event("unknown")), "writer", Duration.ZERO))
                    .containsExactly(new InsertOutcome.Failed());
        }
        StoredEvent after = insert(event("after"));
        passes(50);
        assertThat(readOn()).isEmpty();
        passes(11);
        assertThat(readOn()).containsExactly(after.id());
    }

    @Test
    void onlyTimeInWhichTheStoreAnswersCountsForAWriteOfUnknownOutcome() {
        writes.begin(List.of(event("unknown").id())).ended(false);
        StoredEvent after = insert(event("after"));
        passes(50);
        writes.storeIsAway();
        passes(50);
        assertThat(readOn()).isEmpty();
        passes(11);
        assertThat(readOn()).containsExactly(after.id());
    }

    @Test
    void aGatewayThatJoinsGoesOnBehindWhatOthersHaveRead() {
        StoredEvent behind = event("behind");
        passes(1);
        position = ids.floor();
        writes.follow(position);
        insert(behind);
        passes(5);
        assertThat(readOn()).containsExactly(behind.id());
        String far = TimeOrderedId.lowest(now.plus(Duration.ofHours(1)));
        writes.follow(far);
        assertThat(writes.horizon()).isLessThan(far);
    }

    @Test
    void pagesOfLateAndOtherEventsAreInOneOrder() {
        List<StoredEvent> late = List.of(event("l1"), event("l2"), event("l3"));
        passes(5);
        writes.horizon();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < late.size(); i++) {
            insert(late.get(i));
            passes(1);
            expected.add(late.get(i).id());
            expected.add(insert(event("o" + i)).id());
            passes(1);
        }
        passes(5);
        assertThat(readOn()).isEqualTo(expected);
    }

    @Test
    void readsByTheSameFiltersFromTheStoreAndInMemory() {
        List<StoredEvent> stored = List.of(
                insert(event("a")), insert(StoredEvent.of(ofType("bank.payment.failed.v1", "s2"))), insert(event("c")));
        passes(5);
        String horizon = writes.horizon();
        Instant time = Instant.parse("2016-08-16T12:10:22Z");
        for (EventQuery query : List.of(
                query(Set.of("bank.payment.failed.v1"), null, null, null, null),
                query(Set.of(), null, null, null, null),
                query(null, "tink", null, null, null),
                query(null, "paybook", null, null, null),
                query(null, null, "s2", null, null),
                query(null, null, null, "payments/p1", null),
                query(null, null, null, "payments/p2", null),
                query(null, null, null, null, time),
                query(null, null, null, null, time.plusMillis(1)))) {
            assertThat(reader.feed(query, horizon).found().stream().map(StoredEvent::id))
                    .as("%s", query)
                    .containsExactlyElementsOf(stored.stream()
                            .filter(event -> query.matches(event.event()))
                            .map(StoredEvent::id)
                            .toList());
        }
        assertThat(stored)
                .filteredOn(event -> query(null, null, "s2", null, null).matches(event.event()))
                .hasSize(1);
    }

    private EventQuery query(
            @Nullable Set<String> types,
            @Nullable String provider,
            @Nullable String sourceId,
            @Nullable String subject,
            @Nullable Instant from) {
        return new EventQuery(
                "default",
                types,
                provider,
                sourceId,
                subject,
                null,
                null,
                null,
                from,
                null,
                null,
                null,
                ListOrder.ASCENDING,
                position,
                50);
    }

    /** Reads up to the horizon, page by page. */
    private List<String> readOn() {
        String horizon = writes.horizon();
        List<String> found = new ArrayList<>();
        do {
            IdPage<StoredEvent> page = reader.feed(EventQuery.all("default", position, 2), horizon);
            page.found().stream()
                    .filter(StoredEvent::isForSubscribers)
                    .map(StoredEvent::id)
                    .forEach(found::add);
            position = Optional.ofNullable(page.next()).orElse(horizon);
        } while (!position.equals(horizon));
        read.addAll(found);
        assertThat(read).doesNotHaveDuplicates();
        return found;
    }

    private void passes(int seconds) {
        now = now.plusSeconds(seconds);
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    private StoredEvent insert(StoredEvent event) {
        assertThat(store.insert(List.of(event), "writer", MAX_WAIT)).containsExactly(new InsertOutcome.Stored());
        return event;
    }

    private StoredEvent event(String key) {
        return StoredEvent.of(payment(key));
    }

    private Event payment(String key) {
        return EventFixtures.of(
                ids.next(), "default", "bank.payment.executed.v1", "s1", key, Map.of("payment", Map.of("id", "p1")));
    }

    private Event ofType(String type, String source) {
        return EventFixtures.of(ids.next(), "default", type, source, type, Map.of("payment", Map.of("id", "p1")));
    }
}
