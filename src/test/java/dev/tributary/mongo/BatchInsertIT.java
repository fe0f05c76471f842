package dev.tributary.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.tributary.store.ProxiedStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** A write whose reply is lost is looked up, not guessed. */
class BatchInsertIT {

    private static final List<Document> DOCUMENTS = List.of(new Document("_id", "a"), new Document("_id", "b"));

    @Test
    void findsWhatWasWrittenThoughTheReplyWasLost() throws Exception {
        try (ProxiedStore store = ProxiedStore.start();
                MongoClient direct = MongoClients.create(store.directUri());
                MongoClient proxied = MongoClients.create(store.proxiedUri())) {
            MongoCollection<Document> seen = collection(direct);
            collection(proxied).countDocuments();
            store.loseReplies();
            CompletableFuture<Set<String>> durable = CompletableFuture.supplyAsync(
                    () -> BatchInsert.insert(collection(proxied), DOCUMENTS, Duration.ofSeconds(30)));
            await("the write has landed").until(() -> seen.countDocuments() == 2);
            assertThat(durable).as("no outcome was given yet").isNotDone();
            store.heal();
            assertThat(durable).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(Set.of("a", "b"));
        }
    }

    @Test
    void claimsNothingForAWriteThatNeverArrived() throws Exception {
        try (ProxiedStore store = ProxiedStore.start();
                MongoClient direct = MongoClients.create(store.directUri());
                MongoClient proxied = MongoClients.create(store.proxiedUri())) {
            collection(proxied).countDocuments();
            store.cut();
            assertThat(BatchInsert.insert(collection(proxied), DOCUMENTS, Duration.ofSeconds(1)))
                    .isEmpty();
            assertThat(collection(direct).countDocuments()).isZero();
        }
    }

    private static MongoCollection<Document> collection(MongoClient client) {
        return client.getDatabase("tributary")
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true))
                .getCollection("batch");
    }
}
