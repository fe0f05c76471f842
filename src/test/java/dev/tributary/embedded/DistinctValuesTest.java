package dev.tributary.embedded;

import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Indexes.ascending;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistinctValuesTest {

    @TempDir
    Path folder;

    private EmbeddedStore store;
    private MongoClient client;
    private MongoCollection<Document> documents;

    @BeforeEach
    void open() {
        store = new EmbeddedStore(folder);
        client = MongoClients.create(store.uri());
        documents = client.getDatabase("test").getCollection("documents");
    }

    @AfterEach
    void close() {
        client.close();
        store.close();
    }

    @Test
    void tellsTheValuesOfAFieldByAnIndexWithoutReadingAllThatHaveThem() {
        List<Document> batch = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            batch.add(new Document("source", i < 29_000 ? "s" + i % 3 : null)
                    .append("other", "s" + i % 3)
                    .append("n", i));
        }
        batch.add(new Document("source", "last").append("n", 1));
        batch.add(new Document("source", 7).append("n", 2));
        batch.add(new Document("n", 3));
        documents.insertMany(batch);
        documents.createIndex(ascending("source", "n"));

        assertThat(values("source", new Document()))
                .containsExactlyInAnyOrder("null", "BsonInt32{value=7}", "last", "s0", "s1", "s2");
        assertThat(values("source", gt("n", 28_997))).containsExactlyInAnyOrder("null", "s0", "s1");
        assertThat(values("source", lt("n", 5000)))
                .containsExactlyInAnyOrder("BsonInt32{value=7}", "last", "s0", "s1", "s2");
        assertThat(examined("source")).isLessThan(1_100);
        assertThat(examined("other")).as("no index begins with it").isGreaterThanOrEqualTo(30_000);
    }

    private List<String> values(String field, Bson query) {
        return documents
                .distinct(field, query, BsonValue.class)
                .map(value -> value instanceof BsonString text ? text.getValue() : String.valueOf(value))
                .into(new ArrayList<>());
    }

    /** How many keys the engine looks at for the values of a field. */
    private long examined(String field) {
        var distinct = new Document("distinct", "documents").append("key", field);
        return client.getDatabase("test")
                .runCommand(new Document("explain", distinct))
                .get("executionStats", Document.class)
                .getLong("totalKeysExamined");
    }
}
