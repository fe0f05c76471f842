package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.ingest.commit.GroupCommit;
import dev.tributary.ingest.commit.NotStoredException;
import dev.tributary.ingest.commit.VerifiedCall;
import dev.tributary.platform.LimitedLog;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.tracing.Traces;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.apache.camel.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Last steps: the call is made durable, and only then answered. */
public final class StoreStep {

    private static final Map<Verdict, byte[]> ANSWERS = new EnumMap<>(Verdict.class);

    static {
        for (Verdict verdict : Verdict.values()) {
            ANSWERS.put(verdict, ("{\"status\":\"" + verdict.wireName() + "\"}").getBytes(UTF_8));
        }
    }

    private static final Logger log = LoggerFactory.getLogger(StoreStep.class);

    private final GroupCommit commit;
    private final CallCounts counts;
    private final Traces traces;
    /** Without its store, a gateway refuses each call. */
    private final LimitedLog notStored = new LimitedLog();

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

    /** Says why a call was not stored. */
    public void notStored(@ExchangeException Exception problem) {
        String reason = problem instanceof NotStoredException
                ? String.valueOf(problem.getMessage())
                : "the store does not answer: " + problem.getClass().getSimpleName();
        notStored.add(
                reason,
                further -> log.warn(
                        "A call was answered 503: {}; {} further for this reason since the last such line",
                        reason,
                        further));
    }

    /** The answer of a call that was stored, now or before. */
    public byte[] answer(@Body Verdict verdict, @Headers Map<String, Object> headers) {
        headers.put("Content-Type", "application/json");
        return Objects.requireNonNull(ANSWERS.get(verdict));
    }
}
