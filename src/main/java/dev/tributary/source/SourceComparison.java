package dev.tributary.source;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the sources in memory with the store on demand. One comparison serves all callers that came before it began, and
 * comparisons begin at least 20 ms apart, so that calls that are not verified cause 50 small reads a second at most.
 *
 * <p>Callers wait, and each waiting one holds a place of its source. So only a few wait at a time for one source, and for
 * all together: further ones are served by the comparison that was made just now.
 */
final class SourceComparison implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SourceComparison.class);
    private static final long APART = Duration.ofMillis(20).toNanos();
    private static final long MAX_WAIT_MILLIS = 500;
    private static final long JUST_NOW = Duration.ofMillis(250).toNanos();
    private static final int MAX_WAITING_OF_A_SOURCE = 8;
    private static final int MAX_WAITING = 64;

    private final Runnable compare;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("source-comparison", true));
    private final Map<String, Integer> waitingOf = new HashMap<>();
    private int waiting;
    private @Nullable Future<?> next;
    private long begunAt = System.nanoTime() - APART;
    /** When the last comparison began that did not fail. */
    private long comparedAt = System.nanoTime() - JUST_NOW;

    /** @param compare its errors are logged */
    SourceComparison(Runnable compare) {
        this.compare = compare;
    }

    /**
     * Waits for a comparison that begins after this call; false if it failed or did not end within half a second. Where as
     * many wait as may, it returns at once, and says whether a comparison began within the last 250 ms and has ended.
     */
    boolean await(String sourceId) {
        Future<?> comparison = join(sourceId);
        if (comparison == null) {
            return wasJustNow();
        }
        try {
            comparison.get(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            log.debug("Sources were not compared with the store: {}", e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            leave(sourceId);
        }
    }

    /** The comparison to wait for; null where as many wait as may. */
    private synchronized @Nullable Future<?> join(String sourceId) {
        int own = waitingOf.getOrDefault(sourceId, 0);
        if (own >= MAX_WAITING_OF_A_SOURCE || waiting >= MAX_WAITING) {
            return null;
        }
        waitingOf.put(sourceId, own + 1);
        waiting++;
        return next();
    }

    private synchronized void leave(String sourceId) {
        waitingOf.computeIfPresent(sourceId, (id, own) -> own == 1 ? null : Integer.valueOf(own - 1));
        waiting--;
    }

    private synchronized boolean wasJustNow() {
        return System.nanoTime() - comparedAt < JUST_NOW;
    }

    private synchronized Future<?> next() {
        Future<?> comparison = next;
        if (comparison == null) {
            long delay = begunAt + APART - System.nanoTime();
            comparison = thread.schedule(this::begin, Math.max(0, delay), TimeUnit.NANOSECONDS);
            next = comparison;
        }
        return comparison;
    }

    private void begin() {
        long begun = System.nanoTime();
        synchronized (this) {
            next = null;
            begunAt = begun;
        }
        compare.run();
        synchronized (this) {
            comparedAt = begun;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
