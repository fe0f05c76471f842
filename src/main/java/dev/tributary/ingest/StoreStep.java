package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.journal.GroupCommit;
import dev.tributary.journal.JournalEntry;
import dev.tributary.receipt.Receipt.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Headers;

/** Last steps: the call is made durable, and only then answered. */
public final class StoreStep {

    private final GroupCommit journal;
    private final MeterRegistry metrics;

    StoreStep(GroupCommit journal, MeterRegistry metrics) {
        this.journal = journal;
        this.metrics = metrics;
    }

    /**
     * Waits until receipt and events are durable.
     *
     * @throws dev.tributary.journal.NotStoredException if that is not known in time
     * @throws InvalidCallException if the call was no JSON object; its receipt is stored
     */
    public Verdict store(@Body JournalEntry entry) {
        boolean fresh = journal.store(entry);
        Verdict verdict = fresh ? entry.receipt().verdict() : Verdict.DUPLICATE;
        metrics.counter("tributary.calls", "provider", entry.receipt().provider(), "verdict", verdict.wireName())
                .increment();
        if (verdict == Verdict.INVALID) {
            throw new InvalidCallException();
        }
        return verdict;
    }

    /** The answer of a call that was stored, now or before. */
    public byte[] answer(@Body Verdict verdict, @Headers Map<String, Object> headers) {
        headers.put("Content-Type", "application/json");
        return ("{\"status\":\"" + verdict.wireName() + "\"}").getBytes(UTF_8);
    }
}
