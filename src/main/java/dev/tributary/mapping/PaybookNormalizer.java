package dev.tributary.mapping;

import static dev.tributary.mapping.ProviderNormalizer.shallowCopy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Syncfy's third version writes {@code payload} as an object or as an array of one, and {@code endpoints} as an object of lists
 * by kind or as one list; after this only as the first. What a listed URL is for is then told by its path.
 *
 * @see <a href="https://github.com/Paybook/sync-code-samples">Paybook, sync-code-samples</a>
 */
final class PaybookNormalizer implements ProviderNormalizer {

    private static final String EVENTS = "events";
    private static final String PAYLOAD = "payload";
    private static final String ENDPOINTS = "endpoints";
    /** What is none of these is for documents, which no event of this version lists. */
    private static final Map<String, String> KINDS = kinds();

    private static Map<String, String> kinds() {
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("/v1/credentials", "credential");
        kinds.put("/v1/accounts", "accounts");
        kinds.put("/v1/transactions", "transactions");
        kinds.put("/v1/attachments", "attachments");
        return kinds;
    }

    @Override
    public String provider() {
        return "paybook";
    }

    @Override
    public ObjectNode normalize(ObjectNode root) {
        if (!(root.get(EVENTS) instanceof ArrayNode events) || !differs(events)) {
            return root;
        }
        ArrayNode changed = root.arrayNode(events.size());
        events.forEach(event -> changed.add(event instanceof ObjectNode object ? normalized(object) : event));
        return shallowCopy(root).set(EVENTS, changed);
    }

    private static boolean differs(ArrayNode events) {
        for (JsonNode event : events) {
            JsonNode payload = event.path(PAYLOAD);
            if (payload.isArray() || payload.path(ENDPOINTS).isArray()) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode normalized(ObjectNode event) {
        JsonNode payload = event.path(PAYLOAD);
        if (payload.isArray() && payload.size() == 1) {
            payload = payload.get(0);
        }
        if (!(payload instanceof ObjectNode object)) {
            return event;
        }
        JsonNode endpoints = object.path(ENDPOINTS);
        return shallowCopy(event)
                .set(PAYLOAD, endpoints.isArray() ? shallowCopy(object).set(ENDPOINTS, byKind(endpoints)) : object);
    }

    private static ObjectNode byKind(JsonNode endpoints) {
        ObjectNode byKind = ((ArrayNode) endpoints).objectNode();
        for (JsonNode href : endpoints) {
            String kind = KINDS.entrySet().stream()
                    .filter(known -> isBelow(href.asText(""), known.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("documents");
            byKind.withArray("/" + kind).add(href);
        }
        return byKind;
    }

    private static boolean isBelow(String href, String path) {
        return href.startsWith(path)
                && (href.length() == path.length() || "/?".indexOf(href.charAt(path.length())) >= 0);
    }
}
