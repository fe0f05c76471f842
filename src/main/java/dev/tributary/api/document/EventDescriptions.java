package dev.tributary.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.event.EventCatalog;
import dev.tributary.event.EventType;
import dev.tributary.event.GatewayUri;
import dev.tributary.mapping.EventMapper;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The event types that the gateway can give, each with a description for people and an example. */
@Component
final class EventDescriptions {

    private static final String FILE = "classpath:event-types.yaml";

    /**
     * One type.
     *
     * @param schema path of the schema of its data, behind the gateway's address
     * @param example an event of the type; null for a type that only an added mapping file gives
     */
    record Description(
            String type,
            String family,
            String title,
            String summary,
            String schema,
            @Nullable ObjectNode example) {}

    private final GatewayUri gateway;
    private final EventMapper mapper;

    EventDescriptions(GatewayUri gateway, EventMapper mapper) {
        this.gateway = gateway;
        this.mapper = mapper;
    }

    /** By type. */
    List<Description> all() {
        var types = new TreeSet<>(EventCatalog.TYPES);
        types.addAll(mapper.types());
        ObjectNode texts = DocumentFiles.merged(FILE);
        return types.stream().map(type -> description(type, texts.path(type))).toList();
    }

    private Description description(String type, JsonNode text) {
        return new Description(
                type,
                EventType.family(type),
                text.path("title").asText(type),
                text.path("summary").asText("An event of an added mapping file."),
                gateway.schema(type).substring(gateway.base().length() + 1),
                text.get("example") instanceof ObjectNode example ? event(type, example) : null);
    }

    /** Attributes in the order of the wire, so that an example reads as a delivery does. */
    private ObjectNode event(String type, ObjectNode example) {
        String provider = example.path("provider").asText("");
        boolean isOfGateway = provider.isEmpty() || provider.equals("gateway");
        ObjectNode event = example.objectNode();
        event.put("specversion", "1.0").put("id", "019cadd4-71f3-7d7e-9f3a-2f1f6a0c9b41");
        event.put("source", isOfGateway ? gateway.subscriptions() : gateway.source(provider, provider + "-main"));
        event.put("type", type);
        copy(example, event, "subject");
        event.put("time", "2026-03-02T09:15:06.000Z");
        event.put("dataschema", gateway.schema(type)).put("datacontenttype", "application/json");
        event.put("recordedtime", "2026-03-02T09:15:07.123Z");
        copy(example, event, "provider", "providertype");
        if (!provider.isEmpty()) {
            event.put("timebasis", "provider");
        }
        copy(example, event, "proof", "mappingversion");
        event.put("tenantid", "default");
        if (!isOfGateway) {
            event.put("receiptid", "019cadd4-71f3-7d7e-9f3a-2f1f6a0c9b42");
        }
        copy(example, event, "data");
        return event;
    }

    private static void copy(ObjectNode from, ObjectNode to, String... names) {
        for (String name : names) {
            if (from.has(name)) {
                to.set(name, from.get(name));
            }
        }
    }
}
