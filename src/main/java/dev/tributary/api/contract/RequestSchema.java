package dev.tributary.api.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import dev.tributary.problem.Problem.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the OpenAPI document says of the body of an operation. What is wrong with a member is told in the {@code x-message} of its
 * schema, or in words of the keyword that it breaks; never in the library's words, which repeat the value, and so a secret.
 *
 * @param required false: a request without a body is one with an empty object
 * @param written the schema as it stands in the document
 */
record RequestSchema(boolean required, ObjectNode written, JsonSchema compiled) {

    static final String MESSAGE = "x-message";

    static final int MAX_FAULTS = 100;
    private static final Map<String, String> BOUNDS = Map.of(
            "minimum", "must be at least %s",
            "exclusiveMinimum", "must be above %s",
            "maximum", "must be at most %s",
            "minLength", "must have at least %s characters",
            "maxLength", "must have at most %s characters",
            "minItems", "must have at least %s entries",
            "maxItems", "must have at most %s entries",
            "minProperties", "must have at least %s members",
            "maxProperties", "must have at most %s members");

    /** What is wrong with a body, by the JSON Pointer of the member: one fault for each, and no more than {@link #MAX_FAULTS}. */
    Map<String, String> faults(ObjectNode body) {
        var faults = new LinkedHashMap<String, String>();
        addUncheckedNames(body, "", faults);
        for (ValidationMessage violation : compiled.validate(body)) {
            if (faults.size() < MAX_FAULTS) {
                faults.putIfAbsent(path(violation), text(violation));
            }
        }
        return faults;
    }

    /** The library does not check what stands under such a name. */
    private static void addUncheckedNames(JsonNode node, String path, Map<String, String> faults) {
        node.properties().forEach(member -> {
            String place = path + '/' + Fault.escaped(member.getKey());
            if (member.getKey().startsWith("#") && faults.size() < MAX_FAULTS) {
                faults.put(place, "must have a name that does not begin with #");
            }
            addUncheckedNames(member.getValue(), place, faults);
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            addUncheckedNames(node.get(i), path + '/' + i, faults);
        }
    }

    private static String path(ValidationMessage violation) {
        var path = new StringBuilder();
        JsonNodePath place = violation.getInstanceLocation();
        for (int i = 0; i < place.getNameCount(); i++) {
            path.append('/').append(Fault.escaped(String.valueOf(place.getElement(i))));
        }
        if (violation.getProperty() != null) {
            path.append('/').append(Fault.escaped(violation.getProperty()));
        }
        return path.toString();
    }

    private String text(ValidationMessage violation) {
        JsonNodePath place = violation.getSchemaLocation().getFragment();
        JsonNode schema = written;
        for (int i = 0; i < place.getNameCount() - 1; i++) {
            schema = place.getElement(i) instanceof Integer index
                    ? schema.path(index)
                    : schema.path(String.valueOf(place.getElement(i)));
        }
        String keyword = String.valueOf(place.getElement(-1));
        JsonNode value = schema.path(keyword);
        return switch (keyword) {
            case "required" -> "is required";
            case "additionalProperties" -> "is unknown";
            case "propertyNames" -> message(value, keyword, value);
            default -> message(schema, keyword, value);
        };
    }

    private static String message(JsonNode schema, String keyword, JsonNode value) {
        if (schema.has(MESSAGE)) {
            return schema.path(MESSAGE).textValue();
        }
        return switch (keyword) {
            case "type" -> "must be " + type(value.isArray() ? value.path(0).asText() : value.asText());
            case "enum" -> "must be one of " + names(value);
            case "format" -> RequestSchemas.example(value.asText());
            default ->
                BOUNDS.getOrDefault(keyword, "must be as the OpenAPI document describes it")
                        .formatted(value.asText());
        };
    }

    private static String type(String name) {
        return switch (name) {
            case "boolean" -> "true or false";
            case "integer" -> "a whole number";
            case "array" -> "an array";
            case "object" -> "an object";
            default -> "a " + name;
        };
    }

    private static String names(JsonNode values) {
        List<String> names = new ArrayList<>();
        values.forEach(value -> {
            if (!value.isNull()) {
                names.add(value.asText());
            }
        });
        return String.join(", ", names);
    }
}
