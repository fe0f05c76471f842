package dev.tributary.api.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.api.document.EventDescriptions.Description;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The description of what subscribers get: one channel, the URL of the web hook; one operation for each family of events, and one
 * message for each type.
 *
 * @see <a href="https://www.asyncapi.com/docs/reference/specification/v3.0.0">AsyncAPI 3.0</a>
 */
@Component
final class AsyncApiDocument {

    private static final String CHANNEL = "#/channels/webHook";
    private static final String CLOUD_EVENT = "application/cloudevents+json";
    private static final String DESCRIPTION = """
            Events as CloudEvents in structured mode, posted to the URL of a web hook with the headers of Standard Webhooks.
            An answer of 2xx ends a delivery; with any other it is sent again by the schedule, with the same `webhook-id`.
            Every matching web hook gets every event at least once, in no promised order.""";

    private final EventDescriptions events;
    private final OpenApiDocument openApi;

    AsyncApiDocument(EventDescriptions events, OpenApiDocument openApi) {
        this.events = events;
        this.openApi = openApi;
    }

    ObjectNode read() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Tributary events")
                .put("version", "v1")
                .put("description", DESCRIPTION);
        document.put("defaultContentType", CLOUD_EVENT);
        ObjectNode channel = document.withObject("/channels").putObject("webHook");
        channel.putNull("address");
        channel.put("title", "Web hook").put("description", "The `base_uri` of a web hook of the type `EVENTS`.");
        ObjectNode components = document.putObject("components");
        components.withObject("/schemas").set("CloudEvent", openApi.read().at("/components/schemas/CloudEvent"));
        components.withObject("/messageTraits").set("delivery", headers());
        for (Description event : events.all()) {
            channel.withObject("/messages")
                    .putObject(event.type())
                    .put("$ref", "#/components/messages/" + event.type());
            components.withObject("/messages").set(event.type(), message(event));
            send(event, document);
        }
        return document;
    }

    private static void send(Description event, ObjectNode document) {
        ObjectNode operation = document.withObject("/operations").withObject("/send_" + event.family());
        operation.put("action", "send").put("summary", "Posts events of the family " + event.family() + ".");
        operation.withObject("/channel").put("$ref", CHANNEL);
        operation
                .withObject("/bindings")
                .withObject("/http")
                .put("method", "POST")
                .put("bindingVersion", "0.3.0");
        operation.withArray("/messages").addObject().put("$ref", CHANNEL + "/messages/" + event.type());
    }

    private static ObjectNode message(Description event) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("name", event.type()).put("title", event.title()).put("summary", event.summary());
        message.put("contentType", CLOUD_EVENT);
        message.putArray("traits").addObject().put("$ref", "#/components/messageTraits/delivery");
        ObjectNode payload = message.putObject("payload");
        payload.putArray("allOf").addObject().put("$ref", "#/components/schemas/CloudEvent");
        ObjectNode members = payload.putObject("properties");
        members.putObject("type").put("const", event.type());
        members.putObject("data").put("$ref", event.schema());
        if (event.example() != null) {
            message.putArray("examples").addObject().set("payload", event.example());
        }
        return message;
    }

    private static ObjectNode headers() {
        ObjectNode trait = JsonNodeFactory.instance.objectNode();
        ObjectNode headers = trait.putObject("headers").put("type", "object");
        List.of("webhook-id", "webhook-timestamp", "webhook-signature").forEach(headers.putArray("required")::add);
        ObjectNode members = headers.putObject("properties");
        members.putObject("webhook-id")
                .put("type", "string")
                .put("description", "The id of the event, the same on every attempt.");
        members.putObject("webhook-timestamp")
                .put("type", "string")
                .put("pattern", "^[0-9]+$")
                .put("description", "When the attempt was signed, in seconds since 1970.");
        members.putObject("webhook-signature")
                .put("type", "string")
                .put(
                        "description",
                        "One `v1,` or `v1a,` and base64 for each key that is active, with a space between them.");
        return trait;
    }
}
