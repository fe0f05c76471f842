package dev.tributary.benchmark;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import dev.tributary.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTapTest {

    @TempDir
    Path folder;

    @Test
    void countsWhatTheStoreHasWrittenNotWhatItWasAsked() throws Exception {
        try (EmbeddedStore store = new EmbeddedStore(folder);
                StoreTap tap = new StoreTap(store.uri());
                MongoClient client = MongoClients.create(tap.uri())) {
            MongoCollection<Document> attempts = client.getDatabase("test").getCollection("attempts");
            attempts.insertMany(List.of(document(1), document(2), document(3)));
            attempts.updateMany(gt("_id", 1), set("state", "done"));
            attempts.updateMany(gt("_id", 9), set("state", "done"));
            attempts.updateOne(eq("_id", 4), set("state", "new"), new UpdateOptions().upsert(true));
            attempts.findOneAndUpdate(eq("_id", 1), set("state", "found"));
            attempts.deleteMany(gt("_id", 2));
            assertThat(attempts.find()).hasSize(2);
            assertThat(tap.documents())
                    .isEqualTo(Map.of(
                            "insert attempts", 3L,
                            "update attempts", 3L,
                            "findandmodify attempts", 1L,
                            "delete attempts", 2L));
            assertThat(tap.documentsOf("attempts")).isEqualTo(9);
        }
    }

    private static Document document(int id) {
        return new Document("_id", id);
    }
}
