package dev.tributary.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import dev.tributary.event.EventFixtures;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.feed.FeedWrites;
import dev.tributary.platform.membership.CommonFeed;
import dev.tributary.platform.membership.GatewayStore;
import dev.tributary.platform.membership.Membership;
import dev.tributary.security.privacy.PersonalData;
import dev.tributary.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What readers get of the events that are in memory, on the embedded store. */
class FeedTest {

    private static final Duration AT_ONCE = Duration.ZERO;
    private static final long MAX_BYTES = 1_000_000;

    private Instant now = Instant.now();
    private long nanos;
    private MongoDatabase database;
    private TimeOrderedId ids;
    private FeedWrites writes;
    private EventStore store;
    private Feed feed;
    private String begin;

    @BeforeEach
    void open() {
        database = EventStore.INDEXES.on(TestDatabase.embedded());
        InstantSource moving = () -> now;
        Clock clock = moving.withZone(ZoneOffset.UTC);
        ids = new TimeOrderedId(clock);
        writes = new FeedWrites(ids, clock, () -> nanos);
        store = new EventStore(database, PersonalData.none(), event -> {}, writes);
        feed = feed(true);
        begin = ids.floor();
        passes(1);
    }

    private Feed feed(boolean alone) {
        var gateways = new GatewayStore(database);
        var membership = new Membership(gateways, alone, () -> nanos);
        var common = new CommonFeed(gateways, membership, alone);
        return new Feed(new EventReader(database), writes, common, () -> nanos, MAX_BYTES);
    }

    /** So that nobody gets from memory what an erasure has removed from the store. */
    @Test
    void keepsEventsInMemoryForSecondsOnly() throws Exception {
        try (var first = reader("a", null)) {
            String opened = first.position();
            StoredEvent event = insert("a", 1).get(0);
            passes(1);
            feed.round();
            assertThat(read(first)).containsExactly(event.id());
            store.remove(List.of(event.id()));
            passes(6);
            feed.round();
            try (var second = reader("a", opened)) {
                assertThat(read(second)).isEmpty();
            }
        }
    }

    @Test
    void goesOnForOtherTenantsWhereAnEventCannotBeRead() throws Exception {
        List<String> tenants =
                IntStream.range(0, 8).mapToObj(number -> "t" + number).toList();
        List<FeedReader> readers = new ArrayList<>();
        for (String tenant : tenants) {
            readers.add(reader(tenant, begin));
            insert(tenant, 1);
        }
        database.getCollection("events").updateOne(new Document("tenant", "t3"), Updates.unset("proof"));
        passes(1);
        feed.round();
        for (int i = 0; i < tenants.size(); i++) {
            assertThat(read(readers.get(i))).as(tenants.get(i)).hasSize(i == 3 ? 0 : 1);
        }
    }

    @Test
    void isNotOpenWhileItIsUnknownHowFarOtherGatewaysAre() {
        assertThat(feed(false).open(EventQuery.all("a", null, 50), false, begin))
                .isEmpty();
    }

    @Test
    void aReaderThatIsFarBehindMissesNothing() throws Exception {
        try (var behind = reader("a", begin);
                var other = reader("a", begin)) {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                insert("a", 100).forEach(event -> all.add(event.id()));
                passes(1);
                while (feed.round().isZero()) {
                    // more is there
                }
                assertThat(read(other)).hasSize(100);
            }
            assertThat(read(behind)).containsExactlyElementsOf(all);
        }
    }

    @Test
    void aReaderGetsEveryPageOfWhatIsStoredAtOnce() throws Exception {
        try (var fromMemory = reader("a", null);
                var fromTheStore = reader("a", begin)) {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                insert("a", 90).forEach(event -> all.add(event.id()));
            }
            passes(1);
            while (feed.round().isZero()) {
                // more is there
            }
            assertThat(read(fromMemory)).containsExactlyElementsOf(all);
            assertThat(read(fromTheStore)).containsExactlyElementsOf(all);
        }
    }

    @Test
    void keepsNoMoreForAllTenantsThanItMayAndLosesNothing() throws Exception {
        List<String> tenants = List.of("t1", "t2", "t3", "t4", "t5", "t6");
        List<FeedReader> readers =
                tenants.stream().map(tenant -> reader(tenant, null)).toList();
        List<List<StoredEvent>> all = tenants.stream()
                .map(tenant -> insert(tenant, 10, "x".repeat(30_000)))
                .toList();
        passes(1);
        feed.round();
        assertThat(feed.bytes()).isBetween(MAX_BYTES / 2, MAX_BYTES);
        for (int i = 0; i < readers.size(); i++) {
            List<String> read = new ArrayList<>();
            readers.get(i).next(AT_ONCE).forEach(event -> read.add(event.id()));
            assertThat(read).hasSizeBetween(1, 5); // its client has not taken them: they are in memory as well
            read.addAll(read(readers.get(i)));
            assertThat(read).isEqualTo(all.get(i).stream().map(StoredEvent::id).toList());
        }
    }

    private FeedReader reader(String tenant, @Nullable String after) {
        return feed.open(EventQuery.all(tenant, null, 50), false, after).orElseThrow();
    }

    /** All that is there by now. */
    private static List<String> read(FeedReader reader) throws InterruptedException {
        List<String> found = new ArrayList<>();
        String before;
        do {
            before = reader.position();
            reader.next(AT_ONCE).forEach(event -> found.add(event.id()));
        } while (!reader.position().equals(before));
        return found;
    }

    private List<StoredEvent> insert(String tenant, int count) {
        return insert(tenant, count, "x");
    }

    private List<StoredEvent> insert(String tenant, int count, String text) {
        List<StoredEvent> batch = IntStream.range(0, count)
                .mapToObj(number -> ids.next())
                .map(id -> StoredEvent.of(
                        EventFixtures.of(id, tenant, "bank.payment.executed.v1", "s-" + tenant, id, Map.of("n", text))))
                .toList();
        store.insert(batch, "writer", Duration.ofSeconds(5));
        return batch;
    }

    private void passes(int seconds) {
        now = now.plusSeconds(seconds);
        nanos += Duration.ofSeconds(seconds).toNanos();
    }
}
