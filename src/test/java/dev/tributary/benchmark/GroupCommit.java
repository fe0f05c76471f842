package dev.tributary.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** Calls that arrive while a batch is being written share the next one; two batches at most are on their way. */
final class GroupCommit<T> {

    static final int IN_FLIGHT = 2;
    private static final int BATCH = 128;

    private record Waiting<T>(T document, CompletableFuture<Void> written) {}

    private final Consumer<List<T>> insert;
    private final LinkedBlockingQueue<Waiting<T>> queue = new LinkedBlockingQueue<>();

    /** @param insert returns when a batch is durable */
    GroupCommit(Consumer<List<T>> insert) {
        this.insert = insert;
        for (int i = 0; i < IN_FLIGHT; i++) {
            Thread writer = new Thread(this::write, "group-commit");
            writer.setDaemon(true);
            writer.start();
        }
    }

    /** Returns when the document is durable. */
    void insert(T document) {
        Waiting<T> waiting = new Waiting<>(document, new CompletableFuture<>());
        queue.add(waiting);
        waiting.written().join();
    }

    private void write() {
        List<Waiting<T>> batch = new ArrayList<>(BATCH);
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

    private void write(List<Waiting<T>> batch) {
        try {
            insert.accept(batch.stream().map(Waiting::document).toList());
            batch.forEach(waiting -> waiting.written().complete(null));
        } catch (RuntimeException e) {
            batch.forEach(waiting -> waiting.written().completeExceptionally(e));
        }
    }
}
