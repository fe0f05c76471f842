package dev.tributary.delivery.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.EventType;
import dev.tributary.event.GatewayUri;
import dev.tributary.subscription.Subscription;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The gateway's ping to an endpoint as structured CloudEvents JSON. It is sent once and not stored. */
final class TestEvent {

    private static final JsonMapper JSON = new JsonMapper();

    private TestEvent() {}

    static byte[] write(String id, Subscription subscription, GatewayUri gateway, Instant now) {
        String moment = CloudEventFormat.timestamp(now);
        var event = new LinkedHashMap<String, Object>();
        event.put("specversion", "1.0");
        event.put("id", id);
        event.put("source", gateway.base() + "/subscriptions/" + subscription.id());
        event.put("type", EventType.SUBSCRIPTION_TEST);
        event.put("subject", "subscriptions/" + subscription.id());
        event.put("time", moment);
        event.put("dataschema", gateway.schema(EventType.SUBSCRIPTION_TEST));
        event.put("datacontenttype", "application/json");
        event.put("recordedtime", moment);
        event.put("tenantid", subscription.tenant());
        event.put("data", Map.of("message", "An answer of 2xx starts the deliveries of this subscription."));
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings can always be written", e);
        }
    }
}
