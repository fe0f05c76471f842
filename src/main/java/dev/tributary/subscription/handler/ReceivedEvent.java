package dev.tributary.subscription.handler;

import dev.tributary.event.CloudEventFormat;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;

/**
 * A canonical event as a handler gets it.
 *
 * @param id the same on every attempt
 * @param type the canonical type
 * @param attributes the CloudEvents attributes by their names, all that the JSON has
 * @param json the event as structured-mode CloudEvents JSON, a copy of its own for each attempt
 */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
public record ReceivedEvent(String id, String type, String tenant, Map<String, String> attributes, byte[] json) {

    /** The event of stored bytes. */
    public static ReceivedEvent of(byte[] body) {
        Map<String, String> attributes = CloudEventFormat.attributes(body);
        return new ReceivedEvent(
                attribute(attributes, "id"),
                attribute(attributes, "type"),
                attribute(attributes, "tenantid"),
                Collections.unmodifiableMap(attributes),
                body.clone());
    }

    private static String attribute(Map<String, String> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }
}
