package dev.tributary.source;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads single sources from the store, each at most once a second and all together at most a number a second: callers
 * that nothing is known of cause them. A caller waits half a second at most. What was found lately is not kept here, so
 * the memory is bounded by the number a second.
 */
final class SourceLookups implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SourceLookups.class);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MAX_WAIT_MILLIS = 500;

    private record Lookup(long startedAt, Future<?> done) {}

    private final int perSecond;
    private final Consumer<String> read;
    private final Map<String, Lookup> lately = new HashMap<>();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(new DefaultThreadFactory("source-lookups", true));

    /** @param read reads the source with an id; its errors are logged and not thrown */
    SourceLookups(int perSecond, Consumer<String> read) {
        this.perSecond = perSecond;
        this.read = read;
    }

    /** Waits for a look-up that has begun within the last second; false if none could begin, or it did not end in time. */
    boolean lookUp(String id) {
        Future<?> done = begin(id);
        if (done == null) {
            return false;
        }
        try {
            done.get(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            log.debug("Source {} was not looked up: {}", id, e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized @Nullable Future<?> begin(String id) {
        long now = System.nanoTime();
        lately.values().removeIf(lookup -> now - lookup.startedAt() > SECOND);
        Lookup known = lately.get(id);
        if (known != null) {
            return known.done();
        }
        if (lately.size() >= perSecond) {
            return null;
        }
        Future<?> done = thread.submit(() -> read.accept(id));
        lately.put(id, new Lookup(now, done));
        return done;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
