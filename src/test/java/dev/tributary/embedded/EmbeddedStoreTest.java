package dev.tributary.embedded;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Indexes.descending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Updates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest {

    @TempDir
    Path folder;

    @Test
    void givesBackEveryKindOfValueAfterItWasClosedAndOpenedAgain() {
        Document document = new Document("_id", "1")
                .append("text", "Cancún ✓")
                .append("integer", 7)
                .append("long", 7_000_000_000L)
                .append("double", 0.1)
                .append("decimal", Decimal128.parse("-5827.6400000000003"))
                .append("flag", true)
                .append("nothing", null)
                .append("time", new Date(1_700_000_000_123L))
                .append("bytes", new Binary(new byte[] {0, -1, 127}))
                .append("objectId", new ObjectId("5e793889ea4c5165d46f9811"))
                .append("list", List.of("a", 1, new Document("b", List.of())))
                .append("nested", new Document("z", 1).append("a", new Document()));
        inStore(folder, documents -> documents.insertOne(document));

        inStore(folder, documents -> {
            assertThat(documents.find(eq("_id", "1")).first()).isEqualTo(document);
            assertThat(documents.find().first().toJson()).isEqualTo(document.toJson());
        });
    }

    @Test
    void keepsUniqueIndexesOfTextsNumbersIdsAndAbsentValuesApart() {
        List<Object> keys = new ArrayList<>(List.of("", "a", "ab", "b", "5", 5, 6.5, new ObjectId(), new Date(5)));
        keys.add(null);
        inStore(folder, documents -> {
            documents.createIndex(ascending("source", "key"), new IndexOptions().unique(true));
            for (Object key : keys) {
                documents.insertOne(keyed("a", key));
                documents.insertOne(keyed("ab", key));
            }
        });

        inStore(folder, documents -> {
            assertThat(documents.countDocuments()).isEqualTo(2L * keys.size());
            for (Object key : keys) {
                assertThatThrownBy(() -> documents.insertOne(keyed("a", key)))
                        .isInstanceOfSatisfying(
                                MongoWriteException.class,
                                e -> assertThat(e.getError().getCode()).isEqualTo(11000));
            }
            assertThat(documents.find(new Document("source", "ab").append("key", "5")))
                    .hasSize(1);
        });
    }

    @Test
    void findsEachOfManyDocumentsAfterChangesAndRemovals() {
        int count = 3000;
        inStore(folder, documents -> {
            List<Document> batch = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                batch.add(new Document("_id", "id-" + i * 7919 % count).append("size", "x".repeat(i % 500)));
            }
            documents.insertMany(batch);
            for (int i = 0; i < count; i += 3) {
                documents.updateOne(eq("_id", "id-" + i), Updates.set("changed", i));
                documents.deleteOne(eq("_id", "id-" + (i + 1)));
            }
        });

        inStore(folder, documents -> {
            assertThat(documents.countDocuments()).isEqualTo(count * 2L / 3);
            for (int i = 0; i < count; i += 3) {
                assertThat(documents.find(eq("_id", "id-" + i)).first()).containsEntry("changed", i);
                assertThat(documents.find(eq("_id", "id-" + (i + 1))).first()).isNull();
            }
        });
    }

    @Test
    void narrowsALookUpByIdWithFurtherConditions() {
        inStore(folder, documents -> {
            documents.insertMany(List.of(
                    new Document("_id", "a").append("n", 1),
                    new Document("_id", "b").append("n", 2),
                    new Document("_id", "c").append("n", 2)));
            assertThat(documents.find(and(eq("_id", "a"), eq("n", 1)))).hasSize(1);
            assertThat(documents.find(and(eq("_id", "a"), eq("n", 2)))).isEmpty();
            assertThat(documents.find(and(in("_id", "a", "c", "c", "z"), and(gt("n", 1), eq("_id", "c")))))
                    .hasSize(1);
            assertThat(documents.find(and(in("_id", "a", "b", "c"), gt("n", 0), lt("n", 2))))
                    .hasSize(1);
            assertThat(documents.find(and(gt("_id", "a"), eq("n", 2)))).hasSize(2);
            assertThat(documents.find(gte("_id", "b")).sort(descending("_id")).first())
                    .containsEntry("_id", "c");
            assertThat(documents.find().sort(descending("_id")).limit(2).map(one -> one.getString("_id")))
                    .containsExactly("c", "b");
            assertThat(documents
                            .find(and(gt("_id", "a"), lte("_id", "c"), gt("n", 1)))
                            .sort(ascending("_id"))
                            .map(one -> one.getString("_id")))
                    .containsExactly("b", "c");
            assertThat(documents.find().sort(ascending("_id")).skip(1).first()).containsEntry("_id", "b");
            assertThat(documents.find(and(gte("_id", "a"), lt("_id", "c")))).hasSize(2);
            assertThat(documents.find(lte("_id", "b"))).hasSize(2);
            documents.updateMany(and(in("_id", "a", "b"), eq("n", 2)), Updates.set("hit", true));
            assertThat(documents.find(eq("hit", true)).first()).containsEntry("_id", "b");
            assertThat(documents.deleteOne(and(eq("_id", "b"), eq("n", 1))).getDeletedCount())
                    .isZero();
        });
    }

    @Test
    void findsByTheMarkAlsoAfterItWasOpenedAgain() {
        try (EmbeddedStore store = new EmbeddedStore(folder);
                MongoClient client = MongoClients.create(store.uri())) {
            var events = client.getDatabase("test").getCollection("events");
            for (String id : List.of("a", "b", "c", "d")) {
                events.insertOne(new Document("_id", id).append("fanOut", id.equals("d") ? "held" : "due"));
            }
            events.updateMany(in("_id", "a"), Updates.unset("fanOut"));
            events.deleteOne(eq("_id", "b"));
            events.replaceOne(eq("_id", "d"), new Document("fanOut", "due"));
            assertThat(ids(events)).containsExactlyInAnyOrder("c", "d");
        }
        try (EmbeddedStore store = new EmbeddedStore(folder);
                MongoClient client = MongoClients.create(store.uri())) {
            assertThat(ids(client.getDatabase("test").getCollection("events"))).containsExactlyInAnyOrder("c", "d");
        }
    }

    private static List<String> ids(MongoCollection<Document> events) {
        return events.find(eq("fanOut", "due"))
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
    }

    @Test
    void takesChangesWhileOthersWaitForTheDisk() throws Exception {
        WriteConcern journaled = WriteConcern.MAJORITY.withJournal(true);
        ExecutorService writers = Executors.newFixedThreadPool(4);
        inStore(folder, documents -> {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                int own = writer;
                tasks.add(() -> {
                    for (int i = 0; i < 100; i++) {
                        String id = own + "-" + i;
                        documents.withWriteConcern(journaled).insertOne(new Document("_id", id).append("mark", "due"));
                        documents.updateMany(in("_id", id, own + "-" + i / 2), Updates.unset("mark"));
                        documents.updateMany(in("_id", id), Updates.set("seen", i));
                    }
                    return null;
                });
            }
            assertThatCode(() -> {
                        for (Future<Void> done : writers.invokeAll(tasks)) {
                            done.get();
                        }
                    })
                    .doesNotThrowAnyException();
            assertThat(documents.countDocuments(exists("mark"))).isZero();
        });
        writers.shutdown();
    }

    @Test
    void keepsWhatItAcknowledgesAfterADefinitionHasFailedHalfWay() {
        var wrong = new Document("key", new Document("a", 1))
                .append("name", "a_1")
                .append("partialFilterExpression", "no condition");
        try (EmbeddedStore store = new EmbeddedStore(folder);
                MongoClient client = MongoClients.create(store.uri())) {
            MongoDatabase database = client.getDatabase("test");
            for (int i = 0; i < 3; i++) {
                String name = "half" + i;
                assertThatThrownBy(() -> database.runCommand(
                                new Document("createIndexes", name).append("indexes", List.of(wrong))))
                        .isInstanceOf(MongoException.class);
                var one = new Document("_id", name);
                await().ignoreExceptionsInstanceOf(MongoException.class)
                        .until(() -> database.getCollection(name).insertOne(one).wasAcknowledged());
            }
        }
        try (EmbeddedStore store = new EmbeddedStore(folder);
                MongoClient client = MongoClients.create(store.uri())) {
            MongoDatabase database = client.getDatabase("test");
            assertThat(IntStream.range(0, 3)
                            .mapToObj(i -> database.getCollection("half" + i).countDocuments()))
                    .containsOnly(1L);
        }
    }

    private static Document keyed(String source, Object key) {
        Document document = new Document("_id", UUID.randomUUID().toString()).append("source", source);
        return key == null ? document : document.append("key", key);
    }

    private static void inStore(Path folder, Consumer<MongoCollection<Document>> use) {
        try (EmbeddedStore store = new EmbeddedStore(folder);
                MongoClient client = MongoClients.create(store.uri())) {
            use.accept(client.getDatabase("test").getCollection("documents"));
        }
    }
}
