package dev.tributary.receipt;

import static dev.tributary.receipt.ReceiptFixtures.id;
import static dev.tributary.receipt.ReceiptFixtures.receipt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.mongo.page.ListOrder;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore.Filters;
import dev.tributary.receipt.ReceiptStore.Listed;
import dev.tributary.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lists of receipts hold on every server of the protocol that the gateway supports. */
abstract class ReceiptListContract {

    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Filters ALL = filters(null, null, null);

    private MongoDatabase database;
    private ReceiptStore store;

    abstract MongoDatabase database();

    @BeforeEach
    void open() {
        database = database();
        store = new ReceiptStore(database, Clock.fixed(NOON, ZoneOffset.UTC));
    }

    @Test
    void pagesEachFilterWithoutGapOrRepetitionAcrossCommitsAndDays() {
        List<String> expected = new ArrayList<>();
        for (int hour : List.of(0, 11, 12, 40)) {
            Instant at = NOON.plus(Duration.ofHours(hour));
            List<Receipt> commit = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String source = i % 2 == 0 ? "paybook-0" : "tink-1";
                commit.add(receipt(id(at, i), "default", source, i < 3 ? Verdict.ACCEPTED : Verdict.REJECTED));
                commit.add(receipt(id(at, i + 50), "another", "tink-1", Verdict.ACCEPTED));
                expected.add(id(at, i));
            }
            store.insert(commit, MAX_WAIT);
        }
        assertThat(pages(ALL, IdRange.ALL, 3)).isEqualTo(expected);
        assertThat(pages(ALL, IdRange.ALL, 20)).isEqualTo(expected);
        assertThat(pages(filters(null, "tink-1", null), IdRange.ALL, 3)).isEqualTo(everyFifth(expected, 1, 3));
        assertThat(pages(filters("tink", null, null), IdRange.ALL, 3)).isEqualTo(everyFifth(expected, 1, 3));
        assertThat(pages(filters("tink", "tink-1", null), IdRange.ALL, 3)).isEqualTo(everyFifth(expected, 1, 3));
        assertThat(pages(filters("paybook", null, Verdict.ACCEPTED), IdRange.ALL, 2))
                .isEqualTo(everyFifth(expected, 0, 2));
        assertThat(pages(filters(null, null, Verdict.REJECTED), IdRange.ALL, 1)).isEqualTo(everyFifth(expected, 3, 4));
        assertThat(pages(filters(null, "paybook-0", Verdict.ACCEPTED), IdRange.ALL, 2))
                .isEqualTo(everyFifth(expected, 0, 2));
        assertThat(pages(filters(null, "tink-2", null), IdRange.ALL, 2)).isEmpty();
        assertThat(pages(filters("tink-1", null, null), IdRange.ALL, 2)).isEmpty();
        Collections.reverse(expected);
        IdRange newestFirst = IdRange.ALL.in(ListOrder.DESCENDING);
        assertThat(pages(ALL, newestFirst, 3)).isEqualTo(expected);
        assertThat(pages(ALL, newestFirst, 20)).isEqualTo(expected);
        assertThat(pages(filters(null, null, Verdict.REJECTED), newestFirst, 1)).isEqualTo(everyFifth(expected, 1, 0));
        assertThat(pages(filters("tink", null, Verdict.REJECTED), newestFirst, 1))
                .isEqualTo(everyFifth(expected, 1, 1));
        IdRange noon = IdRange.madeBetween(NOON.plus(Duration.ofHours(11)), NOON.plus(Duration.ofHours(13)));
        assertThat(pages(ALL, noon.in(ListOrder.DESCENDING), 4)).isEqualTo(expected.subList(5, 15));
    }

    /** A list without receipts costs no more where there are many that look alike. */
    @Test
    void readsNoReceiptsThatCannotFit() {
        store.insert(
                IntStream.range(0, 200)
                        .mapToObj(minute -> receipt(id(NOON.plusSeconds(60L * minute), 0), "default", Verdict.ACCEPTED))
                        .toList(),
                MAX_WAIT);
        assertThat(database.getCollection("receipts_20260301").find())
                .extracting(commit -> commit.getList("kinds", String.class))
                .hasSize(200)
                .allSatisfy(kinds -> assertThat(kinds).contains("@paybook accepted", " accepted"));
        int before = TestDatabase.commands(database);
        assertThat(pages(filters("tink", "s1", null), IdRange.ALL, 10)).isEmpty();
        assertThat(TestDatabase.commands(database) - before).isLessThan(10);
        before = TestDatabase.commands(database);
        assertThat(pages(filters(null, "@paybook", null), IdRange.ALL, 10)).isEmpty();
        assertThat(pages(filters(null, " accepted", null), IdRange.ALL, 10)).isEmpty();
        assertThat(pages(filters("paybook accepted", null, null), IdRange.ALL, 10))
                .isEmpty();
        assertThat(TestDatabase.commands(database) - before).isZero();
    }

    @Test
    void refusesAPositionThatItDidNotGive() {
        assertThatIllegalArgumentException().isThrownBy(() -> store.find("default", null, null, "x", 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.find("default", null, null, id(NOON, 1) + ".9999999999", 1));
    }

    @Test
    void listsReceiptsOfAWholeRetention() {
        for (int day = 0; day < 31; day++) {
            store.insert(
                    List.of(receipt(id(NOON.plus(Duration.ofDays(day)), 0), "default", Verdict.REJECTED)), MAX_WAIT);
        }

        assertThat(store.find("default", null, Verdict.REJECTED, null, 100))
                .extracting(listed -> listed.receipt().receivedAt())
                .hasSize(31)
                .isSorted();
    }

    private List<String> pages(Filters filters, IdRange range, int limit) {
        List<String> ids = new ArrayList<>();
        String after = null;
        List<Listed> page;
        do {
            page = store.find(filters, range, after, limit);
            for (Listed listed : page) {
                ids.add(listed.receipt().id());
                assertThat(listed.receipt().content().body()).isEmpty();
                after = listed.position();
            }
        } while (page.size() == limit);
        return ids;
    }

    private static Filters filters(@Nullable String provider, @Nullable String source, @Nullable Verdict verdict) {
        return new Filters("default", provider, source, verdict);
    }

    private static List<String> everyFifth(List<String> ids, int one, int other) {
        return IntStream.range(0, ids.size())
                .filter(i -> i % 5 == one || i % 5 == other)
                .mapToObj(ids::get)
                .toList();
    }
}
