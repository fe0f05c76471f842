package dev.tributary.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Events with a name, for tests. */
public final class EventFixtures {

    private static final TimeOrderedId IDS = new TimeOrderedId(Clock.systemUTC());

    private EventFixtures() {}

    /** An executed payment of tenant {@code default}, new with each call, its occurrence named by the dedup key. */
    public static Event payment(String sourceId, String dedupKey) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("payment", Map.of("id", "p1", "status", "executed"));
        return event("bank.payment.executed.v1", sourceId, dedupKey, data);
    }

    /** Any event of the tenant {@code default}, recorded when its fresh id was minted. */
    public static Event event(String type, String sourceId, String dedupKey, Map<String, Object> data) {
        return event("default", type, sourceId, dedupKey, data);
    }

    /** An event of a tenant, the only one of its occurrence. */
    public static Event ofTenant(String tenant, String type) {
        return event(tenant, type, "int_main", IDS.next(), Map.of("payment", Map.of("status", "executed")));
    }

    private static Event event(String tenant, String type, String sourceId, String dedupKey, Map<String, Object> data) {
        return of(IDS.next(), tenant, type, sourceId, dedupKey, data);
    }

    /** Any event, recorded when its id was minted. */
    public static Event of(
            String id, String tenant, String type, String sourceId, String dedupKey, Map<String, Object> data) {
        Instant recorded = TimeOrderedId.instantOf(id);
        return new Event(
                id,
                "https://gateway.example.com/sources/tink/" + sourceId,
                type,
                "payments/p1",
                "2016-08-16T12:10:22.000Z",
                false,
                "https://gateway.example.com/schemas/payment/1.0.json",
                "p1",
                recorded,
                null,
                "tink",
                "signable-operation:update",
                Proof.SENDER,
                "tink-hooks@1.0.0",
                tenant,
                IDS.next(),
                sourceId,
                dedupKey,
                data);
    }

    /** An event whose bytes are {@link #recordedBytes}. */
    public static Event everyKindOfValue() {
        Map<String, Object> payment = new LinkedHashMap<>();
        payment.put("id", "p1");
        payment.put("amount", Map.of("amount", "10.00"));
        payment.put("name", "Zo\u00eb \"Q\" \\ /\u0007 \u2028 \uD83D\uDE00 < & 'x'");
        Map<String, @Nullable Object> extension = new LinkedHashMap<>();
        extension.put("int", 7);
        extension.put("long", 1_553_095_951_000L);
        extension.put("negative", -1);
        extension.put("big", new BigDecimal("12345678901234567890"));
        extension.put("decimal", new BigDecimal("10.50"));
        extension.put("exponent", new BigDecimal("1E+3"));
        extension.put("small", new BigDecimal("1E-9"));
        extension.put("yes", true);
        extension.put("no", false);
        extension.put("none", null);
        extension.put("list", Arrays.<@Nullable Object>asList(1, "two", null, List.of(), Map.of()));
        extension.put("a.b$c", "key");
        extension.put("", "empty");
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("payment", payment);
        data.put("extensions", Map.of("tink", extension));
        return new Event(
                "019350a1-7c00-7abc-8def-0123456789ab",
                "https://gateway.example.com/sources/tink/int_main",
                "bank.payment.executed.v1",
                "payments/p1",
                "2016-08-16T12:10:22.000Z",
                false,
                "https://gateway.example.com/schemas/payment/1.0.json",
                "p1",
                Instant.ofEpochMilli(1_471_349_422_007L),
                "c-1",
                "tink",
                "signable-operation:update",
                Proof.BODY,
                "tink-hooks@1.0.0",
                "default",
                "019350a1-7c00-7abc-8def-0123456789ac",
                "int_main",
                "key",
                data);
    }

    /** The bytes as an earlier version wrote them: what was stored, signed and sent must not change. */
    public static String recordedBytes() throws IOException {
        try (InputStream in = EventFixtures.class.getResourceAsStream("/eventstore/every-kind-of-value.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
        }
    }
}
