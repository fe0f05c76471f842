package dev.tributary.ingest.commit;

import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.InsertOutcome;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.ingest.commit.NotStoredException.Reason;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.ReceiptStore;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two durable writes of a batch of calls, one for their receipts and one for their events, sent at the same time. */
final class BatchWrites implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BatchWrites.class);
    private static final Duration MAX_WAIT = Duration.ofSeconds(4);

    private final ReceiptStore receipts;
    private final EventStore events;
    private final OpenEvents open;
    private final UnknownWrites unknown;
    private final Supplier<String> writer;
    private final BooleanSupplier mayCommit;
    private final CommitMetrics metrics;
    private final ExecutorService receiptWriters =
            Executors.newFixedThreadPool(GroupCommit.WRITERS, new DefaultThreadFactory("group-commit-receipts", true));

    /**
     * @param writer gives the name under which events are stored now
     * @param mayCommit whether this gateway's heartbeat is recent, so that another one finds its events after a crash
     */
    BatchWrites(
            ReceiptStore receipts,
            EventStore events,
            OpenEvents open,
            UnknownWrites unknown,
            Supplier<String> writer,
            BooleanSupplier mayCommit,
            CommitMetrics metrics) {
        this.receipts = receipts;
        this.events = events;
        this.open = open;
        this.unknown = unknown;
        this.writer = writer;
        this.mayCommit = mayCommit;
        this.metrics = metrics;
    }

    /**
     * A batch as the store has answered for it.
     *
     * @param outcomes of the events, in their order
     * @param writer the name under which the events were stored
     */
    record Written(
            List<Receipt> receipts,
            Set<String> durableReceipts,
            List<StoredEvent> events,
            List<InsertOutcome> outcomes,
            String writer) {}

    /**
     * Writes a batch. Outages of the store are outcomes, not exceptions.
     *
     * @throws NotStoredException if this gateway must not write now
     */
    Written write(List<VerifiedCall> calls) {
        List<Receipt> batchReceipts = calls.stream().map(VerifiedCall::receipt).toList();
        List<StoredEvent> batchEvents =
                calls.stream().flatMap(call -> call.events().stream()).toList();
        if (!mayCommit.getAsBoolean()) {
            throw new NotStoredException(Reason.NO_LEASE);
        }
        if (!open.begin(batchEvents)) {
            throw new NotStoredException(Reason.STOOD_STILL);
        }
        String name = writer.get();
        Timer.Sample commit = metrics.started(calls.size());
        CompletableFuture<Set<String>> durable;
        List<InsertOutcome> outcomes;
        try {
            durable = CompletableFuture.supplyAsync(() -> receipts.insert(batchReceipts, MAX_WAIT), receiptWriters);
            outcomes = events.insert(batchEvents, name, MAX_WAIT);
        } catch (RuntimeException | Error e) {
            unknown.add(batchEvents);
            throw e;
        }
        Set<String> durableReceipts = durable.exceptionally(e -> {
                    log.error(
                            "{} calls are answered 503, because their receipts were not stored: {}",
                            calls.size(),
                            e.toString());
                    return Set.of();
                })
                .join();
        metrics.ended(commit);
        return new Written(batchReceipts, durableReceipts, batchEvents, outcomes, name);
    }

    @Override
    public void close() {
        receiptWriters.shutdown();
    }
}
