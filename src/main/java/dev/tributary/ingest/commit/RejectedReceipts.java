package dev.tributary.ingest.commit;

import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.ReceiptStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the receipts of rejected calls, apart from all others: an attacker's calls cost a small queue and a bounded
 * number of receipts a minute, and never delay a genuine one. The 401 does not wait for them.
 */
public final class RejectedReceipts implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RejectedReceipts.class);
    private static final int QUEUE = 256;
    private static final int PER_SOURCE_AND_MINUTE = 60;
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private final ReceiptStore store;
    private final Counter dropped;
    private final BlockingQueue<Receipt> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Map<String, Integer> kept = new HashMap<>();
    private final Thread writer = new Thread(this::write, "rejected-receipts");
    private long minute;

    RejectedReceipts(ReceiptStore store, MeterRegistry metrics) {
        this.store = store;
        this.dropped = Counter.builder("tributary.receipts.dropped")
                .description(
                        "Receipts of rejected calls that were not kept, because a source had too many or the queue was full")
                .register(metrics);
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Keeps a receipt if there is room, without waiting.
     *
     * @param receipt is asked for only within the source's limit, because making one costs a digest and a redaction
     */
    public void keep(String sourceId, Instant receivedAt, Supplier<Receipt> receipt) {
        if (!withinCap(sourceId, receivedAt) || queue.remainingCapacity() == 0 || !queue.offer(receipt.get())) {
            dropped.increment();
        }
    }

    @Override
    public void close() {
        writer.interrupt();
    }

    private synchronized boolean withinCap(String sourceId, Instant receivedAt) {
        long now = receivedAt.getEpochSecond() / 60;
        if (now != minute) {
            minute = now;
            kept.clear();
        }
        return kept.merge(sourceId, 1, Integer::sum) <= PER_SOURCE_AND_MINUTE;
    }

    private void write() {
        try {
            while (true) {
                List<Receipt> batch = new ArrayList<>();
                batch.add(queue.take());
                queue.drainTo(batch);
                dropped.increment(batch.size() - stored(batch));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many were stored. A batch that cannot be stored does not end the thread. */
    private int stored(List<Receipt> batch) {
        try {
            return store.insert(batch, MAX_WAIT).size();
        } catch (RuntimeException e) {
            log.warn(
                    "{} receipts of rejected calls were not stored: {}",
                    batch.size(),
                    e.getClass().getSimpleName());
            return 0;
        }
    }
}
