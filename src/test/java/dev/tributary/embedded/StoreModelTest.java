package dev.tributary.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import com.mongodb.MongoServerException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.UpdateOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bson.Document;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random commands on the store and on a plain list; both must say the same, also after the store was stopped or killed. Set
 * {@code tributary.test.seed} to repeat a run.
 */
@NullUnmarked // absent members are null
class StoreModelTest {

    private static final List<Document> INDEXES = List.of(
            new Document("a", 1),
            new Document("a", -1).append("b", 1),
            new Document("b", 1).append("a", 1).append("_id", 1),
            new Document("tags", 1),
            new Document("mark", 1).append("_id", 1));

    private static final boolean LONG = "long".equals(System.getProperty("tributary.test.form"));

    @TempDir
    Path folder;

    private final long seed = Long.getLong("tributary.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final RandomQueries queries = new RandomQueries(random);
    private final StoreModel model = new StoreModel();
    private int next;

    @Test
    void answersRandomCommandsAsAPlainListDoesAlsoAfterAKill() throws Exception {
        System.out.println("seed of the random commands: " + seed);
        int rounds = LONG ? 60 : 4;
        for (int round = 0; round < rounds; round++) {
            try (StoreProcess store = StoreProcess.start(folder);
                    MongoClient client = MongoClients.create(store.uri())) {
                MongoCollection<Document> collection =
                        client.getDatabase("test").getCollection("documents");
                if (round == 1) {
                    createIndexes(collection);
                }
                assertIndexesAgree(collection, round > 1);
                for (int i = 0; i < 250; i++) {
                    command(collection);
                }
                assertIndexesAgree(collection, round > 0);
                if (round % 2 == 0) {
                    store.kill();
                }
            }
        }
    }

    private void createIndexes(MongoCollection<Document> collection) {
        for (Document keys : INDEXES) {
            boolean partial = keys.containsKey("mark");
            collection.createIndex(
                    keys,
                    partial
                            ? new IndexOptions()
                                    .partialFilterExpression(new Document("mark", new Document("$exists", true)))
                            : new IndexOptions());
        }
        collection.createIndex(new Document("unique", 1), new IndexOptions().unique(true));
        collection.createIndex(
                new Document("once", 1),
                new IndexOptions().unique(true).partialFilterExpression(new Document("once", new Document("$gt", 3))));
        model.enforceUnique();
    }

    private void command(MongoCollection<Document> collection) {
        switch (random.nextInt(9)) {
            case 0, 1 -> insert(collection);
            case 2 -> update(collection, false);
            case 3 -> update(collection, true);
            case 4 -> delete(collection);
            case 5 -> findAndModify(collection);
            case 6 -> assertThat(count(collection)).isTrue();
            default -> find(collection);
        }
    }

    private void insert(MongoCollection<Document> collection) {
        List<Document> documents = new ArrayList<>();
        List<Integer> refused = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            Document document = queries.document(random.nextInt(8) == 0 ? random.nextInt(next + 1) : next++, next);
            documents.add(document);
            if (!model.insert(document)) {
                refused.add(i);
            }
        }
        List<Integer> errors = new ArrayList<>();
        try {
            collection.insertMany(documents, new InsertManyOptions().ordered(false));
        } catch (com.mongodb.MongoBulkWriteException e) {
            e.getWriteErrors().forEach(error -> {
                assertThat(error.getCode()).isEqualTo(11000);
                errors.add(error.getIndex());
            });
        }
        assertThat(errors).isEqualTo(refused);
    }

    private void update(MongoCollection<Document> collection, boolean many) {
        RandomQueries.Condition which = many ? queries.condition() : queries.byId(next);
        Document set = queries.changes(next++);
        boolean upsert = !many && model.isUnique() && random.nextInt(4) == 0;
        if (many) {
            set.remove("unique");
            set.remove("once");
        }
        long expected = model.update(which, set, upsert);
        long matched;
        try {
            var options = new UpdateOptions().upsert(upsert);
            matched = many
                    ? collection
                            .updateMany(which.bson(), new Document("$set", set))
                            .getMatchedCount()
                    : collection
                            .updateOne(which.bson(), new Document("$set", set), options)
                            .getMatchedCount();
        } catch (MongoServerException e) {
            matched = -1;
        }
        assertThat(matched).as("%s %s", which.bson(), set).isEqualTo(expected);
    }

    private void delete(MongoCollection<Document> collection) {
        RandomQueries.Condition which = random.nextInt(5) == 0 ? queries.condition() : queries.byId(next);
        assertThat(collection.deleteMany(which.bson()).getDeletedCount()).isEqualTo(model.delete(which));
    }

    private void findAndModify(MongoCollection<Document> collection) {
        RandomQueries.Condition which = queries.condition();
        Document sort = queries.sort();
        Document expected = model.find(which, sort, 0, 1).stream().findFirst().orElse(null);
        Document found = collection.findOneAndUpdate(
                which.bson(),
                new Document("$set", new Document("seen", next)),
                new FindOneAndUpdateOptions().sort(sort));
        assertThat(found).isEqualTo(expected);
        if (expected != null) {
            expected.append("seen", next);
        }
    }

    private boolean count(MongoCollection<Document> collection) {
        RandomQueries.Condition which = queries.condition();
        assertThat(collection.estimatedDocumentCount()).isEqualTo(model.size());
        return collection.countDocuments(which.bson())
                == model.find(which, null, 0, 0).size();
    }

    private void find(MongoCollection<Document> collection) {
        RandomQueries.Condition which = queries.condition();
        boolean sorted = random.nextBoolean();
        Document sort = sorted ? queries.sort() : null;
        int skip = sorted ? random.nextInt(4) : 0;
        int limit = sorted ? random.nextInt(20) : 0;
        FindIterable<Document> found =
                collection.find(which.bson()).sort(sort).skip(skip).limit(limit).batchSize(random.nextInt(7));
        List<Document> expected = model.find(which, sort, skip, limit);
        var asserted = assertThat(found.into(new ArrayList<>())).as("%s sorted %s", which.bson(), sort);
        if (sorted) {
            asserted.containsExactlyElementsOf(expected);
        } else {
            asserted.containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private void assertIndexesAgree(MongoCollection<Document> collection, boolean indexed) {
        assertThat(collection.find().into(new ArrayList<>()))
                .containsExactlyInAnyOrderElementsOf(model.find(RandomQueries.ALL, null, 0, 0));
        if (indexed) {
            for (Document keys : INDEXES.subList(0, 3)) {
                try {
                    assertThat(collection
                                    .find()
                                    .sort(keys)
                                    .map(document -> document.get("_id"))
                                    .into(new ArrayList<>()))
                            .as("all documents by %s", keys)
                            .hasSize(model.size());
                } catch (MongoException e) {
                    throw new AssertionError("index " + keys, e);
                }
            }
        }
    }
}
