package dev.tributary.ingest.commit;

import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.ReceiptStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the receipts of rejected calls, apart from all others: an attacker's calls cost a small queue and a bounded
 * number of receipts a minute and bytes a day, and never delay a genuine one. The 401 does not wait for them.
 */
public final class RejectedReceipts implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RejectedReceipts.class);
    private static final int QUEUE = 256;
    private static final int PER_SOURCE_AND_MINUTE = 60;
    private static final long BYTES_PER_SOURCE_AND_DAY = 16L << 20;
    private static final int MINUTES_A_DAY = 24 * 60;
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private final ReceiptStore store;
    private final Counter dropped;
    private final BlockingQueue<Receipt> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Map<String, Integer> kept = new HashMap<>();
    private final Map<String, Long> bytesKept = new HashMap<>();
    private final Thread writer = new Thread(this::write, "rejected-receipts");
    private long minute;
    private long day;

    RejectedReceipts(ReceiptStore store, MeterRegistry metrics) {
        this.store = store;
        this.dropped = Counter.builder("tributary.receipts.dropped")
                .description(
                        "Receipts of rejected calls that were not kept, because a source had too many or the queue was full")
                .register(metrics);
        writer.setDaemon(true);
        writer.start();
    }

    /** Keeps a receipt if there is room, without waiting. */
    public void keep(Receipt receipt) {
        if (!withinCap(receipt) || !queue.offer(receipt)) {
            dropped.increment();
        }
    }

    @Override
    public void close() {
        writer.interrupt();
    }

    private synchronized boolean withinCap(Receipt receipt) {
        long now = receipt.receivedAt().getEpochSecond() / 60;
        if (now != minute) {
            minute = now;
            kept.clear();
        }
        long today = now / MINUTES_A_DAY;
        if (today != day) {
            day = today;
            bytesKept.clear();
        }
        long bytes = bytesKept.getOrDefault(receipt.sourceId(), 0L) + receipt.body().length;
        if (bytes > BYTES_PER_SOURCE_AND_DAY
                || kept.merge(receipt.sourceId(), 1, Integer::sum) > PER_SOURCE_AND_MINUTE) {
            return false;
        }
        bytesKept.put(receipt.sourceId(), bytes);
        return true;
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
