package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.ingest.commit.GroupCommit;
import dev.tributary.ingest.commit.VerifiedCall;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.tracing.Traces;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Body;
import org.apache.camel.Headers;

/** Last steps: the call is made durable, and only then answered. */
public final class StoreStep {

    private static final Map<Verdict, byte[]> ANSWERS = new EnumMap<>(Verdict.class);

    static {
        for (Verdict verdict : Verdict.values()) {
            ANSWERS.put(verdict, ("{\"status\":\"" + verdict.wireName() + "\"}").getBytes(UTF_8));
        }
    }

    private final GroupCommit commit;
    private final CallCounts counts;
    private final Traces traces;

    StoreStep(GroupCommit commit, CallCounts counts, Traces traces) {
        this.commit = commit;
        this.counts = counts;
        this.traces = traces;
    }

    /**
     * Waits until receipt and events are durable.
     *
     * @throws dev.tributary.ingest.commit.NotStoredException if that is not known in time
     * @throws InvalidCallException if the call was not a JSON object; its receipt is stored
     */
    public Verdict store(@Body VerifiedCall entry) {
        Receipt receipt = entry.receipt();
        traces.receipt(receipt.id());
        traces.step("commit");
        boolean fresh = commit.store(entry);
        Verdict verdict = fresh ? receipt.verdict() : Verdict.DUPLICATE;
        counts.add(receipt.tenant(), receipt.provider(), receipt.sourceId(), verdict);
        if (verdict == Verdict.INVALID) {
            throw new InvalidCallException();
        }
        return verdict;
    }

    /** The answer of a call that was stored, now or before. */
    public byte[] answer(@Body Verdict verdict, @Headers Map<String, Object> headers) {
        headers.put("Content-Type", "application/json");
        return Objects.requireNonNull(ANSWERS.get(verdict));
    }
}
