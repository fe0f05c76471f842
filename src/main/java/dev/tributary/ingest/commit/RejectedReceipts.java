package dev.tributary.ingest.commit;

import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.rejected.RejectedProof;
import dev.tributary.receipt.rejected.RejectedProofStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the receipts of rejected calls, apart from all others: they cost a small queue and a bounded number of bytes a day
 * and source, and never delay a verified call. The 401 does not wait for them. While a source has no bytes left, its
 * newest rejected call waits in memory until it has, so that what is kept is spread over the day and is recent.
 */
public final class RejectedReceipts {

    private static final Logger log = LoggerFactory.getLogger(RejectedReceipts.class);
    private static final int QUEUE = 256;
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private final ReceiptStore store;
    private final RejectedProofStore proofs;
    private final long bytesPerDay;
    private final Counter dropped;
    private final BlockingQueue<RejectedCall> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Map<String, RejectedBudget> budgets = new HashMap<>();

    RejectedReceipts(ReceiptStore store, RejectedProofStore proofs, long bytesPerDay, MeterRegistry metrics) {
        this.store = store;
        this.proofs = proofs;
        this.bytesPerDay = bytesPerDay;
        this.dropped = Counter.builder("tributary.receipts.dropped")
                .description(
                        "Receipts of rejected calls that were not kept: the source had no bytes left for them, or the"
                                + " queue was full")
                .register(metrics);
    }

    /**
     * Keeps the receipt of a rejected call while there are bytes left, without waiting.
     *
     * @param bytes of its body and proof that would be kept
     * @param call is made only if it is kept, or may be
     */
    public void keep(String sourceId, int bytes, Supplier<RejectedCall> call) {
        synchronized (budgets) {
            RejectedBudget budget =
                    budgets.computeIfAbsent(sourceId, id -> new RejectedBudget(bytesPerDay, System::nanoTime));
            if (!budget.spend(bytes)) {
                dropped.increment(budget.offer(call) ? 0 : 1);
                return;
            }
        }
        dropped.increment(queue.offer(call.get()) ? 0 : 1);
    }

    /** Waits for calls for at most a second, and stores what waits. */
    Duration round() throws InterruptedException {
        List<RejectedCall> batch = new ArrayList<>();
        RejectedCall first = queue.poll(1, TimeUnit.SECONDS);
        if (first != null) {
            batch.add(first);
        }
        queue.drainTo(batch);
        addNewest(batch);
        if (!batch.isEmpty()) {
            dropped.increment(batch.size() - stored(batch));
        }
        return Duration.ZERO;
    }

    private void addNewest(List<RejectedCall> batch) {
        synchronized (budgets) {
            budgets.values().forEach(budget -> budget.takeNewest().ifPresent(batch::add));
            budgets.values().removeIf(RejectedBudget::isUnused);
        }
    }

    /** How many were stored. A batch that cannot be stored is dropped. */
    private int stored(List<RejectedCall> batch) {
        try {
            Set<String> durable =
                    store.insert(batch.stream().map(RejectedCall::receipt).toList(), MAX_WAIT);
            storeProofs(batch, durable);
            return durable.size();
        } catch (RuntimeException e) {
            log.warn(
                    "{} receipts of rejected calls are dropped, because the store did not take them: {}",
                    batch.size(),
                    e.getClass().getSimpleName());
            return 0;
        }
    }

    /** Where this fails, the receipts are kept, though their calls cannot be verified again. */
    private void storeProofs(List<RejectedCall> batch, Set<String> durable) {
        List<RejectedProof> of = batch.stream()
                .map(RejectedCall::proof)
                .filter(Objects::nonNull)
                .filter(proof -> durable.contains(proof.receiptId()))
                .toList();
        try {
            proofs.insert(of);
        } catch (RuntimeException e) {
            log.warn(
                    "The headers by which {} rejected calls could be verified again were not stored: {}",
                    of.size(),
                    e.getClass().getSimpleName());
        }
    }
}
