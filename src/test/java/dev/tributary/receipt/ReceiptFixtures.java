package dev.tributary.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.event.Proof;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.receipt.Receipt.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Receipts for tests. */
public final class ReceiptFixtures {

    private static final String DIGEST = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    private ReceiptFixtures() {}

    /** Of source {@code s1}, with one event and the body <code>{"n":"id"}</code>. */
    static Receipt receipt(String id, String tenant, Verdict verdict) {
        return receipt(id, tenant, "s1", verdict);
    }

    /** With one event and the body <code>{"n":"id"}</code>; of Tink where the source's name begins so, else of Paybook. */
    public static Receipt receipt(String id, String tenant, String source, Verdict verdict) {
        return receipt(id, tenant, source, verdict, "{\"n\":\"" + id + "\"}");
    }

    /** With one event. */
    public static Receipt receipt(String id, String tenant, String source, Verdict verdict, String body) {
        return new Receipt(
                id,
                tenant,
                source.startsWith("tink") ? "tink" : "paybook",
                source,
                TimeOrderedId.instantOf(id),
                verdict,
                verdict == Verdict.REJECTED ? "proof_wrong" : null,
                null,
                List.of(eventOf(id)),
                Proof.SENDER,
                null,
                new Receipt.Content(DIGEST, 2, List.of("$.secret"), Map.of("user-agent", "test"), body.getBytes(UTF_8)),
                null);
    }

    static String eventOf(String id) {
        return id.substring(0, 24) + "eeeeeeeeeeee";
    }

    /** An id of a moment, the n-th of it. */
    static String id(Instant moment, int n) {
        return TimeOrderedId.lowest(moment).substring(0, 24) + String.format("%012d", n);
    }
}
