package dev.tributary.receipt;

import static dev.tributary.receipt.ReceiptFixtures.eventOf;
import static dev.tributary.receipt.ReceiptFixtures.id;
import static dev.tributary.receipt.ReceiptFixtures.receipt;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.retention.Retention;
import dev.tributary.platform.membership.StoreClockReader;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore.Accepted;
import dev.tributary.receipt.ReceiptTaskStore.Progress;
import dev.tributary.receipt.ReceiptTaskStore.Unmapped;
import dev.tributary.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a receipt store holds on every server of the protocol that the gateway supports. */
abstract class ReceiptStoreContract {

    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");

    private MongoDatabase database;
    private ReceiptStore store;

    abstract MongoDatabase database();

    @BeforeEach
    void open() {
        database = database();
        store = new ReceiptStore(database, Clock.fixed(NOON, ZoneOffset.UTC));
    }

    @Test
    void givesBackWhatItTookToItsTenantOnly() {
        List<Receipt> batch = List.of(
                receipt(id(NOON, 1), "default", Verdict.ACCEPTED),
                receipt(id(NOON, 2), "another", Verdict.REJECTED),
                receipt(id(NOON, 3), "default", Verdict.INVALID));
        assertThat(store.insert(batch, MAX_WAIT)).containsExactlyInAnyOrder(id(NOON, 1), id(NOON, 2), id(NOON, 3));
        batch.forEach(receipt -> {
            assertThat(store.find(receipt.tenant(), receipt.id()).orElseThrow())
                    .usingRecursiveComparison()
                    .isEqualTo(receipt);
            assertThat(store.find("third", receipt.id())).isEmpty();
        });
        assertThat(store.find("default", id(NOON, 4))).isEmpty();
        assertThat(store.find("default", "r-1")).isEmpty();
    }

    @Test
    void oneTenantsReceiptsOfACommitAreOneDocumentOfOneDurableWrite() {
        int before = TestDatabase.commands(database);
        store.insert(
                IntStream.range(0, 100)
                        .mapToObj(i -> receipt(id(NOON, i), "default", Verdict.ACCEPTED))
                        .toList(),
                MAX_WAIT);
        assertThat(TestDatabase.commands(database) - before).isEqualTo(1);
        assertThat(database.getCollection("receipts_20260301").countDocuments()).isEqualTo(1);
    }

    @Test
    void findsAReceiptOfACommitThatBeganTheDayBefore() {
        String before = id(MIDNIGHT.minusMillis(5), 0);
        String after = id(MIDNIGHT.plusMillis(5), 0);
        store.insert(
                List.of(
                        receipt(before, "default", Verdict.ACCEPTED),
                        receipt(after, "default", Verdict.ACCEPTED),
                        receipt(id(MIDNIGHT.plusSeconds(20), 0), "default", Verdict.ACCEPTED)),
                MAX_WAIT);
        assertThat(store.find("default", before)).isPresent();
        assertThat(store.find("default", after)).isPresent();
        assertThat(database.getCollection("receipts_20260301").countDocuments()).isEqualTo(1);
        assertThat(database.getCollection("receipts_20260302").countDocuments()).isEqualTo(1);
    }

    @Test
    void readsTheAcceptedOfAWindowByCommit() {
        store.insert(List.of(receipt(id(NOON.minusMillis(1), 0), "default", Verdict.ACCEPTED)), MAX_WAIT);
        store.insert(
                List.of(
                        receipt(id(NOON, 0), "default", Verdict.ACCEPTED),
                        receipt(id(NOON, 1), "default", Verdict.REJECTED)),
                MAX_WAIT);
        store.insert(List.of(receipt(id(MIDNIGHT, 0), "another", Verdict.ACCEPTED)), MAX_WAIT);
        Instant end = MIDNIGHT.plusMillis(1);
        var first = new ReceiptStore.Commit(
                id(NOON, 0), List.of(new Accepted(id(NOON, 0), "default", List.of(eventOf(id(NOON, 0))))));
        var second = new ReceiptStore.Commit(
                id(MIDNIGHT, 0), List.of(new Accepted(id(MIDNIGHT, 0), "another", List.of(eventOf(id(MIDNIGHT, 0))))));
        assertThat(store.commitsBetween(NOON, end, null, 9)).containsExactly(first, second);
        assertThat(store.commitsBetween(NOON, end, null, 1)).containsExactly(first);
        assertThat(store.commitsBetween(NOON, end, first.id(), 1)).containsExactly(second);
        assertThat(store.commitsBetween(NOON, MIDNIGHT, first.id(), 1)).isEmpty();
    }

    @Test
    void correctsReceiptsOfABatchByOneCommandAndListsThemByTheirNewVerdict() {
        List<Receipt> batch = IntStream.range(0, 10)
                .mapToObj(i -> receipt(id(NOON, i), "default", Verdict.ACCEPTED))
                .toList();
        store.insert(batch, MAX_WAIT);
        int before = TestDatabase.commands(database);
        store.correct(
                batch,
                Map.of(
                        id(NOON, 2), batch.get(2).withEvents(Set.of(), "e2"),
                        id(NOON, 7), batch.get(7).withEvents(Set.of(), "e7")));
        assertThat(TestDatabase.commands(database) - before).isEqualTo(1);
        Receipt marked = store.find("default", id(NOON, 7)).orElseThrow();
        assertThat(marked.verdict()).isEqualTo(Verdict.DUPLICATE);
        assertThat(marked.duplicateOf()).isEqualTo("e7");
        assertThat(marked.eventIds()).isEmpty();
        assertThat(marked.content().body()).isEqualTo(batch.get(7).content().body());
        assertThat(listed(Verdict.DUPLICATE)).containsExactly(id(NOON, 2), id(NOON, 7));
        assertThat(listed(Verdict.ACCEPTED)).hasSize(8);
    }

    @Test
    void correctsOneReceiptOfAnEarlierCommit() {
        Receipt other = receipt(id(NOON, 1), "default", Verdict.ACCEPTED);
        Receipt wrong = receipt(id(NOON, 2), "default", Verdict.ACCEPTED);
        store.insert(List.of(other, wrong), MAX_WAIT);
        store.correct(wrong.withEvents(Set.of(), "e1"));
        assertThat(store.find("default", wrong.id()).orElseThrow().duplicateOf())
                .isEqualTo("e1");
        assertThat(store.find("default", other.id()).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(other);
    }

    @Test
    void dropsWholeDaysThatArePastTheirRetention() {
        for (int day = 1; day <= 4; day++) {
            Instant at = NOON.plus(Duration.ofDays(day - 1));
            store.insert(List.of(receipt(id(at, 0), "default", Verdict.ACCEPTED)), MAX_WAIT);
        }
        Clock now = Clock.fixed(NOON.plus(Duration.ofDays(4)), ZoneOffset.UTC);
        var tasks = new ReceiptTaskStore(database, now, () -> true);
        new ReceiptRetention(store.days(), tasks, Retention.parse("S", "2d", Duration.ofDays(1)), now).run();
        assertThat(listed(null))
                .containsExactly(id(NOON.plus(Duration.ofDays(2)), 0), id(NOON.plus(Duration.ofDays(3)), 0));
        assertThat(store.days().days()).contains(LocalDate.parse("2026-03-05"), LocalDate.parse("2026-03-06"));
        assertThat(tasks.claim(ReceiptTaskStore.RETENTION)).as("not due again").isEmpty();
    }

    @Test
    void dropsNothingByAClockThatIsAMonthAheadOfTheStores() {
        Instant today = Instant.now();
        store.insert(List.of(receipt(id(today, 0), "default", Verdict.ACCEPTED)), MAX_WAIT);
        for (Duration ahead : List.of(Duration.ofDays(31), Duration.ZERO)) {
            Clock clock = Clock.offset(Clock.systemUTC(), ahead);
            var tasks = new ReceiptTaskStore(database, clock, new StoreClockReader(database, clock)::agrees);
            new ReceiptRetention(store.days(), tasks, Retention.parse("S", "2d", Duration.ofDays(1)), clock).run();
            assertThat(listed(null)).containsExactly(id(today, 0));
        }
        LocalDate date = LocalDate.ofInstant(today, ZoneOffset.UTC);
        assertThat(store.days().days())
                .as("dropped and prepared by the right clock")
                .containsExactly(date, date.plusDays(1));
    }

    @Test
    void makesTheIndexesOfTodayAndTomorrowBeforeTheFirstInsert() {
        for (String day : List.of("20260301", "20260302")) {
            assertThat(database.getCollection("receipts_" + day).listIndexes())
                    .extracting(index -> index.get("key", Document.class).keySet())
                    .contains(Set.of("tenant", "kinds", "_id"));
        }
    }

    @Test
    void oneGatewayAtATimeHasATask() {
        Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
        var tasks = new ReceiptTaskStore(database, clock, () -> true);
        var claim = tasks.claim(ReceiptTaskStore.SWEEP).orElseThrow();
        var other = new ReceiptTaskStore(database, Clock.fixed(NOON.plusSeconds(60), ZoneOffset.UTC), () -> true);
        assertThat(other.claim(ReceiptTaskStore.SWEEP)).isEmpty();
        var progress =
                new Progress(NOON.minusSeconds(30), Set.of("g1", "g2"), List.of(new Unmapped("default", id(NOON, 1))));
        tasks.end(claim, progress, Duration.ofSeconds(59));
        assertThat(other.claim(ReceiptTaskStore.SWEEP).orElseThrow().progress()).isEqualTo(progress);
        assertThat(tasks.renew(claim)).isFalse();
    }

    @Test
    void remembersTheNewestOfTheReceiptsThatCouldNotBeMapped() {
        var tasks = new ReceiptTaskStore(database, Clock.fixed(NOON, ZoneOffset.UTC), () -> true);
        List<Unmapped> unmapped = IntStream.range(0, 1010)
                .mapToObj(i -> new Unmapped("default", id(NOON.plusMillis(i), 0)))
                .toList();
        List<Unmapped> newestFirst = new ArrayList<>(unmapped);
        Collections.reverse(newestFirst);
        tasks.end(
                tasks.claim(ReceiptTaskStore.SWEEP).orElseThrow(),
                new Progress(NOON, Set.of(), newestFirst),
                Duration.ZERO);
        assertThat(tasks.claim(ReceiptTaskStore.SWEEP).orElseThrow().progress().unmapped())
                .containsExactlyElementsOf(unmapped.subList(10, 1010));
    }

    private List<String> listed(@Nullable Verdict verdict) {
        return store.find("default", null, verdict, null, 100).stream()
                .map(listed -> listed.receipt().id())
                .toList();
    }
}
