package dev.tributary.source;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the sources in memory with the store on demand. One comparison serves all callers that came before it began, and
 * comparisons begin at least 20 ms apart, so that calls that are not verified cause 50 small reads a second at most.
 */
final class SourceComparison implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SourceComparison.class);
    private static final long APART = Duration.ofMillis(20).toNanos();
    private static final long MAX_WAIT_MILLIS = 500;

    private final Runnable compare;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var fresh = new Thread(task, "source-comparison");
        fresh.setDaemon(true);
        return fresh;
    });
    private @Nullable Future<?> next;
    private long begunAt = System.nanoTime() - APART;

    /** @param compare its errors are logged */
    SourceComparison(Runnable compare) {
        this.compare = compare;
    }

    /** Waits for a comparison that begins after this call; false if it failed or did not end within half a second. */
    boolean await() {
        try {
            next().get(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            log.debug("Sources were not compared with the store: {}", e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized Future<?> next() {
        Future<?> waiting = next;
        if (waiting == null) {
            long delay = begunAt + APART - System.nanoTime();
            waiting = thread.schedule(this::begin, Math.max(0, delay), TimeUnit.NANOSECONDS);
            next = waiting;
        }
        return waiting;
    }

    private void begin() {
        synchronized (this) {
            next = null;
            begunAt = System.nanoTime();
        }
        compare.run();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
