package dev.tributary.event;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

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
        String id = IDS.next();
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
}
