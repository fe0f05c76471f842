package dev.tributary.delivery;

import com.mongodb.MongoException;
import dev.tributary.delivery.health.DeliveryMetrics;
import dev.tributary.delivery.health.FailingEndpoints;
import dev.tributary.delivery.store.AttemptStore;
import dev.tributary.delivery.store.Delivery;
import dev.tributary.delivery.store.Delivery.InMemory;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.DeliveryOutcome;
import dev.tributary.delivery.store.DeliveryQueue;
import dev.tributary.platform.membership.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records the outcomes of attempts, many by one command: while one batch is written, the next one collects. What the
 * store refuses is written again. While too much waits, no further attempts start.
 */
final class OutcomeWriter {

    private static final int BATCH = 512;
    private static final int MAX_WAITING = 8192;
    private static final long MAX_BYTES = 16L << 20;
    private static final long POLL_MILLIS = 200;
    private static final long COLLECT = TimeUnit.MILLISECONDS.toNanos(20);

    private final DeliveryQueue queue;
    private final QueueAdditions additions;
    private final AttemptStore attempts;
    private final Backlog backlog;
    private final DeliveriesInMemory memory;
    private final FailingEndpoints failing;
    private final Membership membership;
    private final DeliveryMetrics metrics;
    private final BlockingQueue<Result> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final List<Result> batch = new ArrayList<>();

    OutcomeWriter(
            DeliveryQueue queue,
            QueueAdditions additions,
            AttemptStore attempts,
            Backlog backlog,
            DeliveriesInMemory memory,
            FailingEndpoints failing,
            Membership membership,
            DeliveryMetrics metrics) {
        this.queue = queue;
        this.additions = additions;
        this.attempts = attempts;
        this.backlog = backlog;
        this.memory = memory;
        this.failing = failing;
        this.membership = membership;
        this.metrics = metrics;
    }

    /** Takes an outcome, to record it soon; the last step of {@code routes/delivery.camel.yaml}. Never blocks. */
    public void record(Result result) {
        bytes.addAndGet(size(result));
        waiting.add(result);
    }

    /** Whether further attempts may start: what waits to be recorded is within its limits. */
    boolean hasRoom() {
        return waiting.size() < MAX_WAITING && bytes.get() < MAX_BYTES;
    }

    /** Waits for outcomes and records them. */
    Duration round() throws InterruptedException {
        if (batch.isEmpty()) {
            Result first = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (first == null) {
                return Duration.ZERO;
            }
            batch.add(first);
            collect();
        }
        write();
        return Duration.ZERO;
    }

    /** Nothing waits for these writes, so that a few milliseconds more make them fewer and larger. */
    private void collect() throws InterruptedException {
        long end = System.nanoTime() + COLLECT;
        for (long left = COLLECT; left > 0 && batch.size() < BATCH; left = end - System.nanoTime()) {
            Result next = waiting.poll(left, TimeUnit.NANOSECONDS);
            if (next != null) {
                batch.add(next);
                waiting.drainTo(batch, BATCH - batch.size());
            }
        }
    }

    /** Records everything that waits. */
    void flush() {
        do {
            waiting.drainTo(batch, BATCH - batch.size());
            write();
        } while (!waiting.isEmpty());
    }

    /** What an error leaves in the batch is written again; each step can be repeated. */
    private void write() {
        List<Result> ended = new ArrayList<>();
        List<Result> retries = new ArrayList<>();
        for (Result result : batch) {
            (result.outcome() instanceof DeliveryOutcome.RetryAt ? retries : ended).add(result);
        }
        try {
            writeEnded(ended);
            writeRetries(retries);
        } catch (MongoException e) {
            metrics.notRecorded(batch.size());
            throw e;
        }
        batch.forEach(this::recorded);
        batch.clear();
    }

    private void writeEnded(List<Result> ended) {
        attempts.insert(ended);
        for (Result result : ended) {
            if (result.outcome() instanceof DeliveryOutcome.Gone gone) {
                // before the delivery leaves the queue, so that a crash between the two forgets neither
                failing.gone(result.delivery().subscriptionId(), gone);
            }
        }
        queue.finish(ended.stream()
                .map(Result::delivery)
                .filter(delivery -> delivery.token() != null)
                .toList());
        // another gateway has taken over from a former name of this one, and queued what was in flight
        List<String> takenOver = ended.stream()
                .map(Result::delivery)
                .filter(delivery -> delivery.token() == null && !delivery.isInMemoryOf(membership.writer()))
                .map(Delivery::id)
                .toList();
        if (!takenOver.isEmpty()) {
            queue.remove(takenOver);
        }
    }

    private void writeRetries(List<Result> retries) {
        List<Result> inMemory = retries.stream()
                .filter(result -> result.delivery().token() == null)
                .toList();
        additions.addRetries(inMemory);
        List<Result> claimed = retries.stream()
                .filter(result -> result.delivery().token() != null)
                .toList();
        if (!queue.retry(claimed)) {
            claimed.forEach(attempts::add); // to the history of those that another gateway has ended meanwhile
        }
        retries.forEach(result ->
                backlog.due(result.delivery().subscriptionId(), ((DeliveryOutcome.RetryAt) result.outcome()).at()));
    }

    private void recorded(Result result) {
        bytes.addAndGet(-size(result));
        Delivery delivery = result.delivery();
        memory.remove(delivery);
        if (delivery.ownership() instanceof InMemory inMemory) {
            inMemory.recorded().run();
        }
        metrics.recorded(result);
        failing.observe(result);
    }

    private static long size(Result result) {
        return result.delivery().body().length + 1024L;
    }
}
