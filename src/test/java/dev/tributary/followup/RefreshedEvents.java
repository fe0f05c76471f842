package dev.tributary.followup;

import dev.tributary.event.Event;
import dev.tributary.event.Proof;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events that list what is to be fetched. */
final class RefreshedEvents {

    private RefreshedEvents() {}

    /** @param resources kind, href, kind, href, ... */
    static StoredEvent refreshed(String id, String sourceId, String... resources) {
        return refreshedOf("default", id, sourceId, resources);
    }

    static StoredEvent refreshedOf(String tenant, String id, String sourceId, String... resources) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < resources.length; i += 2) {
            Map<String, Object> resource = new LinkedHashMap<>();
            resource.put("kind", resources[i]);
            resource.put("href", resources[i + 1]);
            resource.put("state", "pending");
            list.add(resource);
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("connection", Map.of("id", PaybookApi.CONNECTION));
        data.put("user", Map.of("id", FollowUpGateway.USER));
        data.put("resources", list);
        var event = new Event(
                id,
                "http://localhost/sources/paybook/" + sourceId,
                "bank.connection.refreshed.v1",
                "connections/" + PaybookApi.CONNECTION,
                "2026-03-02T09:15:07.123Z",
                true,
                "http://localhost/schemas/connection/1.0.json",
                PaybookApi.CONNECTION,
                Instant.parse("2026-03-02T09:15:07.123Z"),
                null,
                "paybook",
                "refresh",
                Proof.SENDER,
                "paybook-v1@1.0.0",
                tenant,
                "receipt",
                sourceId,
                id,
                data);
        return StoredEvent.of(event, Pending.FOLLOW_UPS);
    }
}
