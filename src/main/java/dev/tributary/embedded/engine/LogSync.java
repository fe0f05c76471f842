package dev.tributary.embedded.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One thread that syncs the log: at once for all that wait for it, else within a second of a write. */
final class LogSync implements AutoCloseable {

    private final LinkedBlockingQueue<CompletableFuture<Void>> waiting = new LinkedBlockingQueue<>();
    private final Runnable sync;
    private final Thread thread = new Thread(this::run, "store-sync");
    private volatile boolean written;
    private volatile boolean closed;

    LogSync(Runnable sync) {
        this.sync = sync;
        thread.setDaemon(true);
        thread.start();
    }

    CompletableFuture<Void> request() {
        var done = new CompletableFuture<Void>();
        waiting.add(done);
        return done;
    }

    void written() {
        written = true;
    }

    /** Why only a restart helps: the thread has ended without a stop. */
    Optional<String> failure() {
        return thread.isAlive() || closed
                ? Optional.empty()
                : Optional.of("the thread that syncs the log of the embedded store has ended");
    }

    private void run() {
        while (!closed) {
            try {
                syncFor(waiting.poll(1, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                break;
            }
        }
        syncFor(null);
    }

    private void syncFor(@Nullable CompletableFuture<Void> first) {
        List<CompletableFuture<Void>> served = new ArrayList<>();
        if (first != null) {
            served.add(first);
        }
        waiting.drainTo(served);
        if (served.isEmpty() && !written) {
            return;
        }
        try {
            written = false;
            sync.run();
            served.forEach(done -> done.complete(null));
        } catch (RuntimeException | Error e) { // without this thread no write would be answered
            written = true;
            served.forEach(done -> done.completeExceptionally(e));
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
