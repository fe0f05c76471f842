package dev.tributary.embedded;

import dev.tributary.embedded.collection.CollectionIndexes;
import dev.tributary.embedded.collection.StoredCollection;
import dev.tributary.embedded.engine.EngineException;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Once a minute removes the documents whose time in a TTL index has passed, few at a time. */
final class Expiry implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Expiry.class);
    private static final int BATCH = 200;

    private final StoreBackend backend;
    private final Clock clock;
    private volatile boolean closed;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("store-expiry", true));

    Expiry(StoreBackend backend, Clock clock, long everyMillis) {
        this.backend = backend;
        this.clock = clock;
        var unused = timer.scheduleWithFixedDelay(this::round, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            for (StoredCollection collection : backend.collections()) {
                for (CollectionIndexes.Used used : collection.indexes().all()) {
                    remove(collection, used);
                }
            }
        } catch (EngineException e) {
            log.debug("Nothing expires at present: {}", e.getMessage());
        } catch (RuntimeException | Error e) { // either would end the timer
            log.warn("Expired documents were not removed; the next round is in a minute", e);
        }
    }

    /** Commands get in between two batches. */
    private void remove(StoredCollection collection, CollectionIndexes.Used used) {
        Long seconds = used.definition().expireAfterSeconds();
        if (seconds == null) {
            return;
        }
        String field = used.definition().fields().get(0).getKey();
        Instant until = clock.instant().minusSeconds(seconds);
        int removed = BATCH;
        while (removed == BATCH && !closed) {
            // after the files were opened again, another object stands for the collection
            removed = backend.scope()
                    .write(() ->
                            backend.collections().contains(collection) ? collection.expire(field, until, BATCH) : 0);
        }
    }

    @Override
    public void close() {
        closed = true;
        timer.shutdown();
        try {
            if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
                timer.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
