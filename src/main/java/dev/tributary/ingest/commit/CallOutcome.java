package dev.tributary.ingest.commit;

import dev.tributary.eventstore.InsertOutcome;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.receipt.Receipt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of one call of a commit.
 *
 * @param failed whether its receipt or one of its events is not known to be stored
 * @param fresh whether it brought anything new
 * @param corrected its receipt, where some of its events were stored before; null where the receipt stays as it is
 */
record CallOutcome(
        CommitQueue.Item item,
        boolean failed,
        boolean fresh,
        @Nullable Receipt corrected) {

    /** @param outcomes of the events of all calls, in their order */
    static List<CallOutcome> of(
            List<CommitQueue.Item> batch, Set<String> durableReceipts, Iterator<InsertOutcome> outcomes) {
        List<CallOutcome> calls = new ArrayList<>(batch.size());
        for (CommitQueue.Item item : batch) {
            calls.add(of(item, durableReceipts, outcomes));
        }
        return calls;
    }

    private static CallOutcome of(
            CommitQueue.Item item, Set<String> durableReceipts, Iterator<InsertOutcome> outcomes) {
        Receipt receipt = item.call().receipt();
        boolean failed = !durableReceipts.contains(receipt.id());
        Set<String> stored = new HashSet<>();
        String original = null;
        for (StoredEvent event : item.call().events()) {
            InsertOutcome outcome = outcomes.next();
            failed |= outcome instanceof InsertOutcome.Failed;
            if (outcome instanceof InsertOutcome.Stored) {
                stored.add(event.id());
            } else if (outcome instanceof InsertOutcome.Duplicate duplicate) {
                original = duplicate.eventId();
            }
        }
        boolean fresh = !stored.isEmpty() || item.call().events().isEmpty();
        Receipt corrected = failed || original == null ? null : receipt.withEvents(stored, original);
        return new CallOutcome(item, failed, fresh, corrected);
    }

    void answer() {
        if (failed) {
            item.fail();
        } else {
            item.answer(fresh);
        }
    }
}
