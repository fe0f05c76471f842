package dev.tributary.mapping.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.event.EventType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The published schemas of event data, by family, as far as mapping files are checked against them. */
final class DataSchemas {

    private final Map<String, JsonNode> families = new HashMap<>();

    /** The kind of a field: {@code string}, {@code object}, ...; null where the type's family has no such field. */
    @Nullable
    String kind(String type, String target) {
        JsonNode root = family(EventType.family(type));
        if (root == null) {
            return null;
        }
        JsonNode schema = root;
        for (String name : target.split("\\.", -1)) {
            schema = resolved(root, schema).path("properties").path(name);
        }
        JsonNode kind = resolved(root, schema).path("type");
        return kind.isTextual() ? kind.textValue() : null;
    }

    boolean knows(String type) {
        return family(EventType.family(type)) != null;
    }

    private static JsonNode resolved(JsonNode root, JsonNode schema) {
        return schema.has("$ref") ? root.at(schema.get("$ref").textValue().substring(1)) : schema;
    }

    private @Nullable JsonNode family(String family) {
        return families.computeIfAbsent(family, DataSchemas::load);
    }

    @SuppressWarnings("NullAway") // a family that does not exist is asked for once, at start-up
    private static @Nullable JsonNode load(String family) {
        String file = "/schemas/" + family + "/1.0.json";
        try (InputStream in = DataSchemas.class.getResourceAsStream(file)) {
            return in == null ? null : new JsonMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }
}
