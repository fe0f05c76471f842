package dev.tributary.embedded;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Indexes.descending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.IndexOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredIndexTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path folder;

    private EmbeddedStore store;
    private MongoClient client;
    private MongoCollection<Document> documents;

    @BeforeEach
    void open() {
        store = new EmbeddedStore(folder, Clock.fixed(NOW, ZoneOffset.UTC), 50);
        client = MongoClients.create(store.uri());
        documents = client.getDatabase("test").getCollection("documents");
    }

    @AfterEach
    void close() {
        client.close();
        store.close();
    }

    @Test
    void readsNoMoreThanAPageByEqualFieldsAndOrder() {
        documents.createIndex(ascending("tenant", "_id"));
        documents.createIndex(ascending("tenant", "type", "_id"));
        insert(1000);

        FindIterable<Document> page = documents
                .find(and(eq("tenant", "t1"), eq("type", "b"), gt("_id", "id-0500")))
                .sort(ascending("_id"))
                .limit(10);
        assertThat(indexOf(page)).isEqualTo("tenant_1_type_1__id_1");
        assertThat(page.map(one -> one.getString("_id")).into(new ArrayList<>()))
                .hasSize(10)
                .isSorted()
                .first()
                .isEqualTo("id-0501");
        assertThat(indexOf(documents.find(eq("tenant", "t1")).sort(descending("_id"))))
                .isEqualTo("tenant_1__id_1");
        assertThat(stageOf(documents.find(eq("n", 7)))).isEqualTo("COLLSCAN");
        assertThat(indexOf(documents.find(in("_id", "id-0001", "id-0002")))).isEqualTo("_id_");
    }

    @Test
    void keepsTheOrderOverSeveralValuesOfAnEarlierField() {
        documents.createIndex(ascending("type", "n"));
        insert(300);
        FindIterable<Document> found =
                documents.find(in("type", "a", "b", "c")).sort(descending("n")).limit(120);
        assertThat(indexOf(found)).isEqualTo("type_1_n_1");
        assertThat(found.batchSize(7).map(one -> one.getInteger("n")).into(new ArrayList<>()))
                .hasSize(120)
                .isSortedAccordingTo((one, other) -> other - one)
                .doesNotHaveDuplicates();
    }

    @Test
    void countsAndTellsDueWorkByAnIndexAlone() {
        documents.createIndex(ascending("subscription", "dueAt"));
        for (int i = 0; i < 50; i++) {
            documents.insertOne(new Document("subscription", "s" + i % 2).append("dueAt", new Date(i)));
        }
        assertThat(documents.countDocuments(and(eq("subscription", "s1"), lte("dueAt", new Date(20)))))
                .isEqualTo(10);
        Document stats = documents
                .find(and(eq("subscription", "s1"), lte("dueAt", new Date(20))))
                .explain()
                .get("executionStats", Document.class);
        assertThat(stats).containsEntry("totalKeysExamined", 10L).containsEntry("nReturned", 10L);
    }

    @Test
    void usesAPartialIndexOnlyForWhatIsInIt() {
        documents.createIndex(
                ascending("pending", "_id"), new IndexOptions().partialFilterExpression(exists("pending")));
        insert(20);
        documents.insertOne(new Document("_id", "x").append("pending", "due"));
        assertThat(indexOf(documents.find(eq("pending", "due")))).isEqualTo("pending_1__id_1");
        assertThat(documents.find(eq("pending", "due"))).hasSize(1);
        assertThat(stageOf(documents.find(eq("pending", null)))).isEqualTo("COLLSCAN");
        assertThat(documents.find(eq("pending", null))).hasSize(20);
        documents.updateOne(eq("_id", "x"), new Document("$unset", new Document("pending", "")));
        assertThat(documents.find(exists("pending"))).isEmpty();
    }

    @Test
    void refusesADuplicateOnlyAmongTheDocumentsOfAPartialUniqueIndex() {
        documents.createIndex(
                ascending("key"), new IndexOptions().unique(true).partialFilterExpression(eq("live", true)));
        documents.insertOne(new Document("key", 1).append("live", true));
        documents.insertOne(new Document("key", 1).append("live", false));
        assertThatThrownBy(() -> documents.insertOne(new Document("key", 1).append("live", true)))
                .isInstanceOf(MongoWriteException.class)
                .hasMessageContaining("E11000")
                .hasMessageContaining("key_1");
    }

    @Test
    void ordersNumbersOfAllTypesByTheirValue() {
        documents.createIndex(ascending("v"));
        List<Object> values = List.of(
                -5,
                -0.5,
                Decimal128.parse("0.1"),
                0.1,
                1L,
                Decimal128.parse("1.00000000000000000001"),
                (1L << 53) - 1,
                1L << 53,
                (1L << 53) + 1,
                Decimal128.parse("9007199254740993.5"),
                Long.MAX_VALUE,
                1e300);
        for (int i = values.size() - 1; i >= 0; i--) {
            documents.insertOne(new Document("_id", i).append("v", values.get(i)));
        }
        // 0.1 as a double is a little more than a tenth
        assertThat(documents
                        .find()
                        .sort(ascending("v"))
                        .map(one -> one.getInteger("_id"))
                        .into(new ArrayList<>()))
                .isSorted();
        assertThat(documents.find(and(gt("v", 1), lt("v", 2))).first()).containsEntry("_id", 5);
        assertThat(documents.find(eq("v", 1.0)).first()).containsEntry("_id", 4);
    }

    @Test
    void removesWhatHasExpired() {
        documents.createIndex(ascending("expireAt"), new IndexOptions().expireAfter(60L, TimeUnit.SECONDS));
        for (int i = 0; i < 500; i++) {
            documents.insertOne(
                    new Document("_id", i).append("expireAt", Date.from(NOW.minusSeconds(i < 450 ? 61 : 59))));
        }
        documents.insertOne(new Document("_id", "for ever").append("expireAt", "never"));
        await().untilAsserted(() -> assertThat(documents.countDocuments()).isEqualTo(51));
        assertThat(documents.find(eq("_id", "for ever"))).hasSize(1);
    }

    @Test
    void buildsAnIndexOfWhatIsStoredAndDropsIt() {
        insert(100);
        documents.createIndex(ascending("n"));
        assertThat(indexOf(documents.find(eq("n", 7)))).isEqualTo("n_1");
        assertThat(documents.find(eq("n", 7))).hasSize(1);
        documents.dropIndex("n_1");
        assertThat(stageOf(documents.find(eq("n", 7)))).isEqualTo("COLLSCAN");
        assertThatThrownBy(() -> documents.createIndex(ascending("type"), new IndexOptions().unique(true)))
                .hasMessageContaining("E11000");
        insert(100, 200);
        assertThat(documents.countDocuments()).isEqualTo(200);
    }

    @Test
    void failsACursorWhoseIndexIsDropped() {
        documents.createIndex(ascending("n"));
        insert(100);
        MongoCursor<Document> found = documents.find(gt("n", -1)).batchSize(10).cursor();
        found.next();
        documents.dropIndex("n_1");
        assertThatThrownBy(() -> found.forEachRemaining(document -> {}))
                .isInstanceOf(MongoException.class)
                .hasMessageContaining("index dropped");
    }

    private void insert(int count) {
        insert(0, count);
    }

    private void insert(int from, int to) {
        List<Document> batch = new ArrayList<>();
        for (int i = from; i < to; i++) {
            batch.add(new Document("_id", "id-%04d".formatted(i))
                    .append("tenant", "t" + i % 2)
                    .append("type", List.of("a", "b", "c", "d").get(i % 4))
                    .append("n", i));
        }
        documents.insertMany(batch);
    }

    private static String indexOf(FindIterable<Document> find) {
        return scan(find).getString("indexName");
    }

    private static String stageOf(FindIterable<Document> find) {
        return scan(find).getString("stage");
    }

    private static Document scan(FindIterable<Document> find) {
        Document stage = find.explain().get("queryPlanner", Document.class).get("winningPlan", Document.class);
        while (stage.containsKey("inputStage")) {
            assertThat(stage.getString("stage")).as("a stage that reads all").isNotEqualTo("SORT");
            stage = stage.get("inputStage", Document.class);
        }
        return stage;
    }

    @Test
    void alternativesOfOneIndexAreReadFromItOnceEach() {
        documents.createIndex(ascending("source", "key"), new IndexOptions().unique(true));
        for (int i = 0; i < 500; i++) {
            documents.insertOne(
                    new Document("_id", i).append("source", "s" + i % 5).append("key", "k" + i));
        }
        var either = or(
                and(eq("source", "s1"), in("key", "k1", "k6", "k7")),
                and(eq("source", "s2"), in("key", "k7", "k12")),
                and(eq("source", "s1"), eq("key", "k6")));

        assertThat(documents.find(either).map(found -> found.getInteger("_id")).into(new ArrayList<>()))
                .containsExactlyInAnyOrder(1, 6, 7, 12);
        assertThat(documents.find(either).explain().toJson()).contains("IXSCAN").doesNotContain("COLLSCAN");
        assertThat(documents.find(or(eq("source", "s1"), eq("_id", 3))).into(new ArrayList<>()))
                .hasSize(101);
    }
}
