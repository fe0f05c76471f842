package dev.tributary.mongo.schema;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Indexes.ascending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import dev.tributary.mongo.DeletedRows;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a database gets this release's version and indexes, on every server of the protocol. */
abstract class StoreSchemaContract {

    private static final StoreIndexes DECLARED = StoreIndexes.of(
            StoreIndex.on("things", "one for each key", "source", "key").asUnique(),
            StoreIndex.on("things", "lists", "tenant", "_id"),
            StoreIndex.on("others", "retention", "expireAt").asExpiring());

    private MongoDatabase database;

    abstract MongoDatabase database();

    @BeforeEach
    void open() {
        database = database();
    }

    @Test
    void anEmptyDatabaseGetsTheCurrentVersionAndTheIndexesButNoStep() {
        prepare(mark(2), mark(3));
        assertThat(version()).isEqualTo(3);
        assertThat(marks()).isEmpty();
        assertThat(indexNames("things")).containsExactlyInAnyOrder("_id_", "source_1_key_1", "tenant_1__id_1");
        assertThat(indexNames("others")).containsExactlyInAnyOrder("_id_", "expireAt_1");
        prepare(mark(2), mark(3));
        assertThat(version()).isEqualTo(3);
    }

    @Test
    void aDatabaseWithoutAVersionIsUpgradedByEachStepInOrderAndOnce() {
        database.getCollection("things").insertOne(new Document("_id", "old"));
        prepare(mark(2), mark(3));
        prepare(mark(2), mark(3), mark(4));
        assertThat(marks()).containsExactly(2, 3, 4);
        assertThat(version()).isEqualTo(4);
    }

    @Test
    void anUpgradeThatWasInterruptedGoesOnWithTheStepItWasIn() {
        database.getCollection("things").insertOne(new Document("_id", "old"));
        SchemaStep broken = new SchemaStep(3, "fails", (database, declared) -> {
            throw new IllegalStateException("crash");
        });
        assertThatThrownBy(() -> prepare(mark(2), broken)).hasMessage("crash");
        assertThat(version()).isEqualTo(2);
        prepare(mark(2), mark(3));
        assertThat(marks()).containsExactly(2, 3);
    }

    @Test
    void aDatabaseOfANewerReleaseIsLeftAsItIs() {
        prepare(mark(2), mark(3));
        assertThatThrownBy(() -> prepare(mark(2)))
                .isInstanceOf(StoreSchema.UnusableVersionException.class)
                .hasMessageContaining("version 3")
                .hasMessageContaining("version 2")
                .hasMessageContaining("newer release");
        assertThat(version()).isEqualTo(3);
    }

    @Test
    void aDatabaseThatIsTooOldIsLeftAsItIs() {
        prepare(mark(2));
        assertThatThrownBy(() -> prepare(mark(4)))
                .isInstanceOf(StoreSchema.UnusableVersionException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("from version 3 to 4");
        assertThat(version()).isEqualTo(2);
    }

    @Test
    void indexesThatAreNoLongerUsedAreDroppedAndThoseOfTheOperatorStay() {
        var things = database.getCollection("things");
        things.createIndex(ascending("tenant", "at", "_id"));
        things.createIndex(ascending("tenant", "_id"));
        things.createIndex(ascending("mine"));
        prepare(new SchemaStep(
                2,
                "drops",
                SchemaStep.dropUnused(
                        StoreIndex.on("things", "lists by time", "tenant", "at", "_id"),
                        StoreIndex.on("things", "still used", "tenant", "_id"),
                        StoreIndex.on("things", "never built", "absent"))));
        assertThat(indexNames("things"))
                .containsExactlyInAnyOrder("_id_", "tenant_1__id_1", "mine_1", "source_1_key_1");
    }

    @Test
    void anIndexWithOtherOptionsIsDroppedAndBuiltAgain() {
        database.getCollection("others")
                .createIndex(ascending("expireAt"), new IndexOptions().expireAfter(77L, TimeUnit.SECONDS));
        prepare();
        assertThat(indexes("others"))
                .filteredOn(index -> index.getString("name").equals("expireAt_1"))
                .singleElement()
                .satisfies(index -> assertThat(index.get("expireAfterSeconds", Number.class))
                        .extracting(Number::longValue)
                        .isEqualTo(0L));
    }

    @Test
    void severalGatewaysThatStartAtOnceDoEachStepOnce() {
        database.getCollection("things").insertOne(new Document("_id", "old"));
        List<CompletableFuture<Void>> starts = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            starts.add(CompletableFuture.runAsync(() -> prepare(mark(2), mark(3))));
        }
        starts.forEach(CompletableFuture::join);
        assertThat(marks()).containsExactly(2, 3);
        assertThat(indexNames("things")).hasSize(3);
        assertThat(database.getCollection("schema").countDocuments())
                .as("no lease")
                .isEqualTo(1);
    }

    @Test
    void severalGatewaysStartOnOneEmptyDatabase() {
        List<CompletableFuture<Void>> starts = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            starts.add(CompletableFuture.runAsync(() -> prepare(mark(2))));
        }
        starts.forEach(CompletableFuture::join);
        assertThat(marks()).isEmpty();
        assertThat(version()).isEqualTo(2);
    }

    @Test
    void waitsForTheLeaseOfAGatewayAndTakesItWhenItHasEnded() {
        Date until = Date.from(Instant.now().plusSeconds(2));
        database.getCollection("schema")
                .insertOne(new Document("_id", "lease").append("owner", "dead").append("until", until));
        prepare();
        assertThat(Instant.now()).isAfter(until.toInstant());
        assertThat(indexNames("things")).hasSize(3);
    }

    @Test
    void idsThatTheAuditLogSaysWereDeletedAreMarkedUnlessThereIsARow() {
        database.getCollection("others").insertOne(new Document("_id", "old"));
        database.getCollection("rows").insertOne(new Document("_id", "there").append("tenant", "a"));
        database.getCollection("audit")
                .insertMany(List.of(
                        new Document("_id", "1")
                                .append("action", "thing.delete")
                                .append("what", "gone"),
                        new Document("_id", "2")
                                .append("action", "thing.delete")
                                .append("what", "gone"),
                        new Document("_id", "3")
                                .append("action", "thing.delete")
                                .append("what", "there"),
                        new Document("_id", "4")
                                .append("action", "other.delete")
                                .append("what", "other")));

        prepare(new SchemaStep(2, "marks", DeletedRows.markedFromAudit("thing.delete", "rows")));

        assertThat(database.getCollection("rows").find().sort(ascending("_id")))
                .containsExactly(
                        new Document("_id", "gone").append("deleted", true),
                        new Document("_id", "there").append("tenant", "a"));
    }

    private void prepare(SchemaStep... steps) {
        new StoreSchema(database, database, List.of(steps), List.of(DECLARED), Clock.systemUTC()).prepare();
    }

    /** Leaves a mark for each time that it runs. */
    private static SchemaStep mark(int version) {
        return new SchemaStep(version, "leaves a mark", (database, declared) -> database.getCollection("marks")
                .insertOne(new Document("version", version)));
    }

    private List<Integer> marks() {
        return database.getCollection("marks")
                .find()
                .sort(ascending("version"))
                .map(mark -> mark.getInteger("version"))
                .into(new ArrayList<>());
    }

    private int version() {
        Document stored =
                database.getCollection("schema").find(eq("_id", "tributary")).first();
        assertThat(stored).isNotNull();
        return stored.getInteger("version");
    }

    private List<Document> indexes(String collection) {
        return database.getCollection(collection).listIndexes().into(new ArrayList<>());
    }

    private List<String> indexNames(String collection) {
        return indexes(collection).stream()
                .map(index -> index.getString("name"))
                .toList();
    }
}
