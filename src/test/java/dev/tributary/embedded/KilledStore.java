package dev.tributary.embedded;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bson.Document;

/**
 * A process that writes to a store until it is killed, and says what was acknowledged. Each writer inserts batches of
 * documents and changes or removes the whole batch before by one command.
 */
final class KilledStore {

    static final int WRITERS = 4;
    static final int BATCH = 5;

    private KilledStore() {}

    public static void main(String[] arguments) {
        EmbeddedStore store = new EmbeddedStore(Path.of(arguments[0]));
        int run = Integer.parseInt(arguments[1]);
        MongoClient client = MongoClients.create(store.uri());
        MongoCollection<Document> documents = collection(client);
        documents.createIndex(Indexes.ascending("batch"));
        documents.createIndex(Indexes.descending("state", "_id"));
        documents.createIndex(Indexes.ascending("unique"), new IndexOptions().unique(true));
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        for (int writer = 0; writer < WRITERS; writer++) {
            String name = run + "-" + writer;
            writers.execute(() -> write(documents, name));
        }
    }

    static MongoCollection<Document> collection(MongoClient client) {
        return client.getDatabase("test")
                .getCollection("documents")
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
    }

    private static void write(MongoCollection<Document> documents, String name) {
        for (int number = 0; ; number++) {
            String batch = name + "-" + number;
            String before = name + "-" + (number - 1);
            List<Document> inserted = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                inserted.add(new Document("_id", batch + "-" + i)
                        .append("batch", batch)
                        .append("state", 0)
                        .append("unique", batch + "/" + i)
                        .append("text", "x".repeat(1000)));
            }
            documents.insertMany(inserted);
            say("inserted " + batch);
            if (number % 3 == 1) {
                documents.updateMany(eq("batch", before), new Document("$set", new Document("state", number)));
                say("updated " + before + " " + number);
            } else if (number % 3 == 2) {
                documents.deleteMany(eq("batch", before));
                say("deleted " + before);
            }
        }
    }

    private static void say(String line) {
        synchronized (KilledStore.class) {
            System.out.println(line);
            System.out.flush();
        }
    }
}
