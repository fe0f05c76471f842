package dev.tributary.mongo.page;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Projections.include;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists in the order of time-ordered ids, on every server of the protocol that the gateway supports. */
abstract class IdOrderedReaderContract {

    private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");

    private MongoCollection<Document> collection;
    private IdOrderedReader reader;

    abstract MongoDatabase database();

    @BeforeEach
    void open() {
        collection = database().getCollection("listed");
        collection.createIndex(ascending("tenant", "_id"));
        reader = new IdOrderedReader(collection);
    }

    @Test
    void readsWhatIsSpreadOverYearsPageByPage() {
        List<String> ids = new ArrayList<>();
        for (int month = 0; month < 60; month++) {
            ids.add(insert(BEGIN.plus(Duration.ofDays(30L * month)), "a"));
            insert(BEGIN.plus(Duration.ofDays(30L * month)), "b");
        }
        assertThat(all(IdRange.ALL, "a", null, 7)).isEqualTo(ids);
        assertThat(all(IdRange.ALL, "a", null, 60)).isEqualTo(ids);
        assertThat(all(IdRange.ALL.after(ids.get(9)), "a", null, 100)).isEqualTo(ids.subList(10, 60));
        assertThat(all(IdRange.ALL, "none", null, 7)).isEmpty();

        IdRange newestFirst = IdRange.ALL.in(ListOrder.DESCENDING);
        Collections.reverse(ids);
        assertThat(all(newestFirst, "a", null, 7)).isEqualTo(ids);
        assertThat(all(newestFirst, "a", null, 60)).isEqualTo(ids);
        assertThat(all(newestFirst.after(ids.get(9)), "a", null, 100)).isEqualTo(ids.subList(10, 60));
        assertThat(all(newestFirst, "none", null, 7)).isEmpty();
    }

    @Test
    void readsARangeOfTimeToTheMillisecond() {
        String first = insert(BEGIN, "a");
        String second = insert(BEGIN.plusMillis(1), "a");
        insert(BEGIN.plusMillis(2), "a");
        IdRange range = IdRange.madeBetween(BEGIN, BEGIN.plusMillis(2));
        assertThat(all(range, "a", null, 10)).containsExactly(first, second);
        assertThat(all(range.in(ListOrder.DESCENDING), "a", null, 1)).containsExactly(second, first);
        assertThat(all(range.in(ListOrder.DESCENDING).after(second), "a", null, 1))
                .containsExactly(first);
        assertThat(all(range.in(ListOrder.DESCENDING).after(first), "a", null, 1))
                .isEmpty();
        assertThat(all(IdRange.madeBetween(BEGIN.plusNanos(1), BEGIN.plusMillis(2)), "a", null, 10))
                .containsExactly(second);
        assertThat(all(IdRange.madeBetween(BEGIN.plusMillis(2), BEGIN), "a", null, 10))
                .isEmpty();
        assertThat(all(IdRange.madeBetween(Instant.MIN, Instant.MAX), "a", null, 10))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 300})
    void endsAPageAfterTenThousandComparisonsAndGoesOnBehindThem(int inOneMillisecond) {
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 12_000; i++) {
            documents.add(document(BEGIN.plusMillis(i / inOneMillisecond), "a", i == 11_500 ? "rare" : "common"));
        }
        collection.insertMany(documents);
        reader = new IdOrderedReader(collection, IdScale.TIME, Duration.ofMinutes(1));
        String rare = documents.get(11_500).getString("_id");

        IdPage<String> first = page(IdRange.ALL, "a", eq("kind", "rare"), 10);
        assertThat(first.found()).isEmpty();
        assertThat(first.next())
                .isBetween(
                        documents.get(9_999).getString("_id"),
                        documents.get(10_999).getString("_id"));
        IdPage<String> second = page(IdRange.ALL.after(first.next()), "a", eq("kind", "rare"), 10);
        assertThat(second.found()).containsExactly(rare);
        assertThat(second.next()).isNull();

        IdPage<String> common = page(IdRange.ALL, "a", eq("kind", "common"), 10);
        assertThat(common.found()).hasSize(10);
        assertThat(common.next()).isEqualTo(documents.get(9).getString("_id"));

        IdRange newestFirst = IdRange.ALL.in(ListOrder.DESCENDING);
        IdPage<String> last = page(newestFirst, "a", eq("kind", "none"), 10);
        assertThat(last.found()).isEmpty();
        assertThat(last.next())
                .isBetween(
                        documents.get(1_001).getString("_id"),
                        documents.get(2_000).getString("_id"));
        assertThat(page(newestFirst.after(last.next()), "a", eq("kind", "none"), 10))
                .isEqualTo(IdPage.empty());
        assertThat(page(newestFirst, "a", eq("kind", "rare"), 1).found()).containsExactly(rare);
    }

    @Test
    void endsAPageThatTakesLongAfterAThousandComparisons() {
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            documents.add(document(BEGIN.plusMillis(i), "a", i == 2_900 ? "rare" : "common"));
        }
        collection.insertMany(documents);
        reader = new IdOrderedReader(collection, IdScale.TIME, Duration.ZERO);

        IdPage<String> first = page(IdRange.ALL, "a", eq("kind", "rare"), 10);
        assertThat(first.found()).isEmpty();
        assertThat(first.next())
                .isBetween(
                        documents.get(999).getString("_id"),
                        documents.get(1_999).getString("_id"));
        assertThat(all(IdRange.ALL, "a", eq("kind", "rare"), 10))
                .containsExactly(documents.get(2_900).getString("_id"));
    }

    @Test
    void readsDigestsAndOtherTextInTheOrderOfTheIds() throws Exception {
        reader = new IdOrderedReader(collection, IdScale.DIGEST);
        List<String> ids = new ArrayList<>(List.of("-", "----------", "A", "_____", "doc-1", "zzzzz", "zzzzzz", "~"));
        for (int i = 0; i < 400; i++) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(new byte[] {(byte) i, (byte) (i >> 8)});
            ids.add(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        }
        collection.insertMany(ids.stream()
                .map(id -> new Document("_id", id).append("tenant", "a").append("kind", "common"))
                .toList());
        Collections.sort(ids);

        assertThat(all(IdRange.ALL, "a", null, 30)).isEqualTo(ids);
        assertThat(all(IdRange.ALL, "a", eq("kind", "common"), 7)).isEqualTo(ids);
        List<String> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        assertThat(all(IdRange.ALL.in(ListOrder.DESCENDING), "a", null, 7)).isEqualTo(reversed);
        assertThat(all(IdRange.ALL.after(ids.get(99)), "a", null, 1000)).isEqualTo(ids.subList(100, ids.size()));
        assertThat(all(IdRange.ALL, "none", null, 7)).isEmpty();
    }

    private List<String> all(IdRange range, String tenant, @Nullable Bson compared, int limit) {
        List<String> all = new ArrayList<>();
        IdRange rest = range;
        IdPage<String> page;
        do {
            page = page(rest, tenant, compared, limit);
            assertThat(page.found()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.found());
            rest = rest.after(page.next());
        } while (page.next() != null);
        return all;
    }

    private IdPage<String> page(IdRange range, String tenant, @Nullable Bson compared, int limit) {
        return reader.page(
                new IdQuery(range, eq("tenant", tenant), compared, include("tenant"), limit),
                document -> document.getString("_id"));
    }

    private String insert(Instant made, String tenant) {
        Document document = document(made, tenant, "common");
        collection.insertOne(document);
        return document.getString("_id");
    }

    private int count;

    /** The id of a UUIDv7, made by hand. */
    private Document document(Instant made, String tenant, String kind) {
        String millis = "%012x".formatted(made.toEpochMilli());
        String id = "%s-%s-7000-8000-%012x".formatted(millis.substring(0, 8), millis.substring(8), ++count);
        return new Document("_id", id).append("tenant", tenant).append("kind", kind);
    }
}
