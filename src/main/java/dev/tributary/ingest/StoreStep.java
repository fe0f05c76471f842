package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.ingest.commit.GroupCommit;
import dev.tributary.ingest.commit.VerifiedCall;
import dev.tributary.receipt.Receipt.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Headers;

/** Last steps: the call is made durable, and only then answered. */
public final class StoreStep {

    private final GroupCommit commit;
    private final MeterRegistry metrics;

    StoreStep(GroupCommit commit, MeterRegistry metrics) {
        this.commit = commit;
        this.metrics = metrics;
    }

    /**
     * Waits until receipt and events are durable.
     *
     * @throws dev.tributary.ingest.commit.NotStoredException if that is not known in time
     * @throws InvalidCallException if the call was no JSON object; its receipt is stored
     */
    public Verdict store(@Body VerifiedCall entry) {
        boolean fresh = commit.store(entry);
        Verdict verdict = fresh ? entry.receipt().verdict() : Verdict.DUPLICATE;
        count(metrics, entry.receipt().provider(), verdict);
        if (verdict == Verdict.INVALID) {
            throw new InvalidCallException();
        }
        return verdict;
    }

    static void count(MeterRegistry metrics, String provider, Verdict verdict) {
        Counter.builder("tributary.calls")
                .description("Calls of providers by the verdict on them")
                .tag("provider", provider)
                .tag("verdict", verdict.wireName())
                .register(metrics)
                .increment();
    }

    /** The answer of a call that was stored, now or before. */
    public byte[] answer(@Body Verdict verdict, @Headers Map<String, Object> headers) {
        headers.put("Content-Type", "application/json");
        return ("{\"status\":\"" + verdict.wireName() + "\"}").getBytes(UTF_8);
    }
}
