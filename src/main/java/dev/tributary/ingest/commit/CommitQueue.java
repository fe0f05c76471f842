package dev.tributary.ingest.commit;

import dev.tributary.eventstore.StoredEvent;
import dev.tributary.ingest.commit.NotStoredException.Reason;
import dev.tributary.platform.Shares;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Calls that wait for a durable write, bounded in number, and in bytes for each source; taken in the batches that one write carries. */
final class CommitQueue {

    private static final int MAX_CALLS = 2048;
    private static final long MAX_BYTES = 32L << 20;
    private static final int BATCH_DOCUMENTS = 128;
    private static final long BATCH_BYTES = 1L << 20;
    private static final int ENOUGH_BESIDE_ANOTHER = 32;
    private static final long MAX_WAIT = TimeUnit.SECONDS.toNanos(5);

    /** One waiting call. */
    static final class Item {

        private final VerifiedCall call;
        private final int bytes;
        private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();

        private Item(VerifiedCall call) {
            this.call = call;
            this.bytes = call.bytes();
        }

        VerifiedCall call() {
            return call;
        }

        void answer(boolean fresh) {
            outcome.complete(fresh);
        }

        void fail() {
            fail(Reason.NOT_WRITTEN);
        }

        void fail(Reason reason) {
            outcome.completeExceptionally(new NotStoredException(reason));
        }

        /** Waits until the call is answered; {@link CommitQueue#endLate} bounds that. */
        boolean await() {
            try {
                return outcome.get();
            } catch (ExecutionException e) {
                throw new NotStoredException(
                        e.getCause() instanceof NotStoredException refused ? refused.reason() : Reason.NOT_WRITTEN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new NotStoredException(Reason.STOPPING);
            }
        }

        private boolean isAwaited() {
            return !outcome.isDone();
        }
    }

    /** A call that waits. It holds nothing else of the call: its body must not stay in memory once it is answered. */
    private record Wait(CompletableFuture<Boolean> outcome, long end) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Item> items = new ArrayDeque<>();
    private final Deque<Wait> waits = new ArrayDeque<>();
    private final Shares bytes = new Shares(MAX_BYTES);
    private int inFlight;
    private boolean closed;

    /** @throws NotStoredException if the queue is full */
    Item submit(VerifiedCall call) {
        lock.lock();
        try {
            if (closed || items.size() >= MAX_CALLS || !bytes.take(source(call), counted(call.bytes()))) {
                throw new NotStoredException(closed ? Reason.STOPPING : Reason.QUEUE_FULL);
            }
            var item = new Item(call);
            items.add(item);
            waits.add(new Wait(item.outcome, System.nanoTime() + MAX_WAIT));
            if (isWorthACommit()) {
                changed.signal();
            }
            return item;
        } finally {
            lock.unlock();
        }
    }

    private static String source(VerifiedCall call) {
        return call.receipt().sourceId();
    }

    /** A call larger than the share of its source counts as the whole share; otherwise it could never be stored. */
    private static long counted(long bytes) {
        return Math.min(bytes, MAX_BYTES / 4);
    }

    /**
     * The next batch, waiting for one; empty when the queue is closed and drained. While another batch is being written, one
     * is given out only once enough calls wait: many small writes cost the store more than a few large ones.
     */
    List<Item> take() {
        lock.lock();
        try {
            while (!closed && !isWorthACommit()) {
                changed.awaitUninterruptibly();
            }
            List<Item> batch = drain();
            inFlight++;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Says that a batch is written, or has failed. */
    void written() {
        lock.lock();
        try {
            inFlight--;
            if (isWorthACommit()) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends each wait that has lasted five seconds; a write that lands later makes the resend a duplicate. One thread does so for
     * all calls, as a wait with an end of its own costs a virtual thread two changes of threads.
     *
     * @param now by the monotonic clock
     */
    void endLate(long now) {
        List<CompletableFuture<Boolean>> late = new ArrayList<>();
        lock.lock();
        try {
            while (!waits.isEmpty() && (waits.peek().outcome.isDone() || waits.peek().end - now <= 0)) {
                late.add(waits.remove().outcome);
            }
        } finally {
            lock.unlock();
        }
        late.removeIf(CompletableFuture::isDone);
        late.forEach(outcome -> outcome.completeExceptionally(new NotStoredException(Reason.TIMEOUT)));
    }

    int size() {
        lock.lock();
        try {
            return items.size();
        } finally {
            lock.unlock();
        }
    }

    /** The lowest id of the events that wait. */
    Optional<String> lowest() {
        lock.lock();
        try {
            return items.stream()
                    .flatMap(item -> item.call().events().stream())
                    .map(StoredEvent::id)
                    .min(Comparator.naturalOrder());
        } finally {
            lock.unlock();
        }
    }

    /** Whether a waiting writer may begin. A writer is woken only then, and not for each call. */
    private boolean isWorthACommit() {
        return inFlight == 0 ? !items.isEmpty() : items.size() >= ENOUGH_BESIDE_ANOTHER;
    }

    /** Whether the queue is closed and empty. */
    boolean isDrained() {
        lock.lock();
        try {
            return closed && items.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What fits into one write; calls that have waited too long were answered 503 and are left out. */
    private List<Item> drain() {
        List<Item> batch = new ArrayList<>();
        int documents = 0;
        long size = 0;
        while (!items.isEmpty() && documents < BATCH_DOCUMENTS && size < BATCH_BYTES) {
            Item item = items.remove();
            bytes.release(source(item.call), counted(item.bytes));
            if (item.isAwaited()) {
                batch.add(item);
                documents += 1 + item.call.events().size();
                size += item.bytes;
            }
        }
        return batch;
    }
}
