package dev.tributary.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The schemas of an OpenAPI document, by their place in it. */
public final class OpenApiSchemas {

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private final ObjectNode document;
    private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

    private OpenApiSchemas(ObjectNode document) {
        this.document = document;
    }

    public static OpenApiSchemas of(JsonNode document) {
        return new OpenApiSchemas(document.deepCopy());
    }

    /** A member that an object of the document does not name is a fault. */
    static OpenApiSchemas closed(JsonNode document) {
        ObjectNode closed = document.deepCopy();
        close(closed.at("/components/schemas"));
        close(closed.path("paths"));
        return new OpenApiSchemas(closed);
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && object.path("properties").isObject()
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(OpenApiSchemas::close);
    }

    /** @param pointer of a schema in the document */
    public List<String> faults(String pointer, JsonNode value) {
        return schemas.computeIfAbsent(pointer, this::schema).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    private JsonSchema schema(String pointer) {
        ObjectNode root = document.objectNode();
        root.put("$ref", "#" + pointer);
        root.set("components", document.path("components"));
        root.set("paths", document.path("paths"));
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        return FACTORY.getSchema(root, config);
    }
}
