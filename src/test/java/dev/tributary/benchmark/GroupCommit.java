package dev.tributary.benchmark;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.bson.Document;

/** Calls that arrive while a batch is being written share the next one; two batches at most are on their way. */
final class GroupCommit {

    private static final int IN_FLIGHT = 2;
    private static final int BATCH = 128;
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private record Waiting(Document document, CompletableFuture<Void> written) {}

    private final MongoCollection<Document> collection;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

    GroupCommit(MongoCollection<Document> collection) {
        this.collection = collection;
        for (int i = 0; i < IN_FLIGHT; i++) {
            Thread writer = new Thread(this::write, "group-commit");
            writer.setDaemon(true);
            writer.start();
        }
    }

    /** Returns when the document is durable. */
    void insert(Document document) {
        Waiting waiting = new Waiting(document, new CompletableFuture<>());
        queue.add(waiting);
        waiting.written().join();
    }

    private void write() {
        List<Waiting> batch = new ArrayList<>(BATCH);
        try {
            while (true) {
                batch.clear();
                batch.add(queue.take());
                queue.drainTo(batch, BATCH - 1);
                write(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Waiting> batch) {
        try {
            collection.insertMany(batch.stream().map(Waiting::document).toList(), UNORDERED);
            batch.forEach(waiting -> waiting.written().complete(null));
        } catch (MongoException e) {
            batch.forEach(waiting -> waiting.written().completeExceptionally(e));
        }
    }
}
