package dev.tributary.ingest.commit;

import com.mongodb.MongoException;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.InsertOutcome;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.ingest.commit.NotStoredException.Reason;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.ReceiptStore;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the calls that arrive together by two durable writes, one for receipts and one for events, sent at the same time.
 * There is no timer. An idle writer writes at once; while two batches are being written, the next one collects.
 */
public final class GroupCommit implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
    private static final int WRITERS = 2;
    private static final Duration MAX_WAIT = Duration.ofSeconds(4);

    private final ReceiptStore receipts;
    private final EventStore events;
    private final OpenEvents open;
    private final UnknownWrites unknown;
    private final Supplier<String> writer;
    private final BooleanSupplier mayCommit;
    private final Consumer<EventsStored> stored;
    private final CommitMetrics metrics;
    private final CommitQueue queue = new CommitQueue();
    private final AtomicInteger running = new AtomicInteger(WRITERS);
    private volatile boolean closed;
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS, named("group-commit"));
    private final ExecutorService receiptWriters =
            Executors.newFixedThreadPool(WRITERS, named("group-commit-receipts"));

    /**
     * @param writer gives the name under which events are stored now
     * @param mayCommit whether this gateway's heartbeat is recent, so that another one finds its events after a crash
     * @param stored is told of new events after their calls were answered; must not block
     */
    GroupCommit(
            ReceiptStore receipts,
            EventStore events,
            OpenEvents open,
            UnknownWrites unknown,
            Supplier<String> writer,
            BooleanSupplier mayCommit,
            Consumer<EventsStored> stored,
            CommitMetrics metrics) {
        this.receipts = receipts;
        this.events = events;
        this.open = open;
        this.unknown = unknown;
        this.writer = writer;
        this.mayCommit = mayCommit;
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
        receiptWriters.shutdown();
        unknown.close();
    }

    /** Why only a restart helps: a writer has ended although calls may come. */
    Optional<String> failure() {
        return running.get() == WRITERS || closed ? Optional.empty() : Optional.of("a writer of calls has ended");
    }

    private void awaitWriters() {
        try {
            if (!writers.awaitTermination(MAX_WAIT.toSeconds() + 1, TimeUnit.SECONDS)) {
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
        try {
            write(batch);
        } catch (NotStoredException e) {
            batch.forEach(item -> item.fail(e.reason()));
            log.error("A batch of {} calls was not stored: {}", batch.size(), e.getMessage());
        } catch (RuntimeException | Error e) {
            // Each call of the batch is answered 503. An OutOfMemoryError of one batch must not end the writer thread.
            // Outages of the store are outcomes, not exceptions.
            batch.forEach(CommitQueue.Item::fail);
            log.error("A batch of {} calls was not stored: {}", batch.size(), e.toString());
        } finally {
            queue.written();
        }
    }

    private void write(List<CommitQueue.Item> batch) {
        if (batch.isEmpty()) {
            return; // every call in it has waited too long and was answered
        }
        List<Receipt> batchReceipts =
                batch.stream().map(item -> item.call().receipt()).toList();
        List<StoredEvent> batchEvents =
                batch.stream().flatMap(item -> item.call().events().stream()).toList();
        if (!mayCommit.getAsBoolean()) {
            throw new NotStoredException(Reason.NO_LEASE);
        }
        if (!open.begin(batchEvents)) {
            throw new NotStoredException(Reason.STOOD_STILL);
        }
        String name = writer.get();
        Timer.Sample commit = metrics.started(batch.size());
        CompletableFuture<Set<String>> durable;
        List<InsertOutcome> outcomes;
        try {
            durable = CompletableFuture.supplyAsync(() -> receipts.insert(batchReceipts, MAX_WAIT), receiptWriters);
            outcomes = events.insert(batchEvents, name, MAX_WAIT);
        } catch (RuntimeException | Error e) {
            unknown.add(batchEvents, name);
            throw e;
        }
        List<CallOutcome> calls;
        try {
            Set<String> receiptIds = durable.join();
            metrics.ended(commit);
            calls = CallOutcome.of(batch, receiptIds, outcomes.iterator());
            calls.stream().filter(call -> call.corrected() == null).forEach(CallOutcome::answer);
        } finally {
            handOver(batchEvents, outcomes, name);
        }
        correct(batchReceipts, calls);
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
        unknown.add(failed, name);
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

    private static ThreadFactory named(String name) {
        return task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
