package dev.tributary.ingest.commit;

import com.mongodb.MongoException;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.InsertOutcome;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.platform.LimitedLog;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.ReceiptStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the calls that arrive together by two durable writes, one for receipts and one for events, sent at the same time.
 * There is no timer. An idle writer writes at once; while batches are being written, the next one collects.
 */
public final class GroupCommit implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
    /** Batches that are written at a time. */
    static final int WRITERS = 2;
    /** What a commit waits for at most when the gateway stops: longer than a write does. */
    private static final Duration MAX_STOP = Duration.ofSeconds(5);

    private static final Duration LATE_CHECK = Duration.ofMillis(100);

    private final BatchWrites writes;
    private final ReceiptStore receipts;
    private final OpenEvents open;
    private final UnknownWrites unknown;
    private final Consumer<EventsStored> stored;
    private final CommitMetrics metrics;
    private final LimitedLog notStored = new LimitedLog();
    private final CommitQueue queue = new CommitQueue();
    private final AtomicInteger running = new AtomicInteger(WRITERS);
    private volatile boolean closed;
    private final ExecutorService writers =
            Executors.newFixedThreadPool(WRITERS, new DefaultThreadFactory("group-commit", true));

    /** @param stored is told of new events after their calls were answered; must not block */
    GroupCommit(
            BatchWrites writes,
            ReceiptStore receipts,
            OpenEvents open,
            UnknownWrites unknown,
            Consumer<EventsStored> stored,
            CommitMetrics metrics) {
        this.writes = writes;
        this.receipts = receipts;
        this.open = open;
        this.unknown = unknown;
        this.stored = stored;
        this.metrics = metrics;
        metrics.bindTo(queue);
        for (int i = 0; i < WRITERS; i++) {
            writers.execute(this::writeUntilClosed);
        }
    }

    /**
     * Waits until a call is durable, or known to be a duplicate of one that is.
     *
     * @return whether it brought anything new
     * @throws NotStoredException if that is not known in time, or the queue is full
     */
    public boolean store(VerifiedCall call) {
        try {
            return queue.submit(call).await();
        } catch (NotStoredException e) {
            metrics.refused(e.reason());
            throw e;
        }
    }

    /** Writes what has been submitted, then stops. */
    @Override
    public void close() {
        closed = true;
        queue.close();
        writers.shutdown();
        awaitWriters();
        writes.close();
    }

    /** Ends the waits that have lasted too long, and says when to look again. */
    Duration endLateWaits() {
        queue.endLate(System.nanoTime());
        return LATE_CHECK;
    }

    /** The lowest id of the events that wait for their write. */
    Optional<String> lowestWaiting() {
        return queue.lowest();
    }

    /** Why only a restart helps: a writer has ended although calls may come. */
    Optional<String> failure() {
        return running.get() == WRITERS || closed ? Optional.empty() : Optional.of("a writer of calls has ended");
    }

    private void awaitWriters() {
        try {
            if (!writers.awaitTermination(MAX_STOP.toSeconds(), TimeUnit.SECONDS)) {
                log.warn("A commit did not end in time; its calls are answered 503");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeUntilClosed() {
        try {
            while (!queue.isDrained()) {
                writeNext();
            }
        } finally {
            running.decrementAndGet();
        }
    }

    private void writeNext() {
        List<CommitQueue.Item> batch = queue.take();
        if (batch.isEmpty()) { // every call in it has waited too long and was answered
            queue.written();
            return;
        }
        try {
            BatchWrites.Written written;
            try {
                written =
                        writes.write(batch.stream().map(CommitQueue.Item::call).toList());
            } finally {
                queue.written(); // the store gets the next batch while the calls of this one are answered
            }
            answer(batch, written);
        } catch (NotStoredException e) {
            batch.forEach(item -> item.fail(e.reason()));
            notStored.add(
                    e.reason().name(),
                    further -> log.error(
                            "{} calls are answered 503, because their commit failed: {}; {} further commits since the"
                                    + " last such line",
                            batch.size(),
                            e.getMessage(),
                            further));
        } catch (RuntimeException | Error e) {
            // Each call of the batch is answered 503. An OutOfMemoryError of one batch must not end the writer thread.
            batch.forEach(CommitQueue.Item::fail);
            log.error("{} calls are answered 503, because their commit failed: {}", batch.size(), e.toString());
        }
    }

    private void answer(List<CommitQueue.Item> batch, BatchWrites.Written written) {
        List<CallOutcome> calls;
        try {
            calls = CallOutcome.of(
                    batch, written.durableReceipts(), written.outcomes().iterator());
            calls.stream().filter(call -> call.corrected() == null).forEach(CallOutcome::answer);
        } finally {
            handOver(written.events(), written.outcomes(), written.writer());
        }
        correct(written.receipts(), calls);
    }

    /** Publishes new events to fan-out, and ends those that were stored before under another id. */
    private void handOver(List<StoredEvent> batch, List<InsertOutcome> outcomes, String name) {
        List<StoredEvent> fresh = new ArrayList<>();
        List<StoredEvent> failed = new ArrayList<>();
        List<String> originals = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            StoredEvent event = batch.get(i);
            InsertOutcome outcome = outcomes.get(i);
            if (outcome instanceof InsertOutcome.Stored) {
                fresh.add(event);
            } else if (outcome instanceof InsertOutcome.Duplicate duplicate) {
                open.end(event.id());
                originals.add(duplicate.eventId());
            } else {
                failed.add(event);
            }
        }
        unknown.add(failed);
        unknown.present(originals);
        if (!fresh.isEmpty()) {
            stored.accept(new EventsStored(fresh, name));
        }
    }

    /** Called last, so that no other call waits for it. A lost correction does not change the original event. */
    private void correct(List<Receipt> batch, List<CallOutcome> calls) {
        Map<String, Receipt> corrected = new HashMap<>();
        for (CallOutcome call : calls) {
            if (call.corrected() != null) {
                corrected.put(call.corrected().id(), call.corrected());
            }
        }
        if (corrected.isEmpty()) {
            return;
        }
        try {
            receipts.correct(batch, corrected);
        } catch (MongoException e) {
            log.warn(
                    "{} receipts of duplicates were not marked as such: {}",
                    corrected.size(),
                    e.getClass().getSimpleName());
        }
        calls.stream().filter(call -> call.corrected() != null).forEach(CallOutcome::answer);
    }
}
