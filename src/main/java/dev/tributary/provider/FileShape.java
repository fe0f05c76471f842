package dev.tributary.provider;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.tributary.platform.UnusableConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;

/** The shape of one kind of YAML file, as its schema in {@code schemas/} says. */
public final class FileShape {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonSchema schema;

    /** @param kind the folder of the schema: {@code mapping-file} */
    public FileShape(String kind) {
        String resource = "/schemas/" + kind + "/1.0.json";
        try (InputStream in = FileShape.class.getResourceAsStream(resource)) {
            SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                    .errorMessageKeyword("x-message")
                    .build();
            this.schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                    .getSchema(Objects.requireNonNull(in, resource), config);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    /**
     * Reads a file of this shape.
     *
     * @param place the file, for messages
     * @throws UnusableConfigurationException naming file and field if it is not YAML, or of another shape
     */
    public JsonNode read(byte[] bytes, String place) {
        JsonNode content = parsed(bytes, place);
        checkNames(content, place, "");
        schema.validate(content).stream()
                .min(Comparator.comparing(FileShape::depth))
                .ifPresent(problem -> {
                    throw new UnusableConfigurationException(place + field(problem), text(problem));
                });
        return content;
    }

    /** The library does not check what stands under a name that begins so, and fails at some. */
    private static void checkNames(JsonNode node, String place, String path) {
        node.properties().forEach(member -> {
            String field = path + (path.isEmpty() ? "" : ".") + member.getKey();
            if (member.getKey().startsWith("#")) {
                throw new UnusableConfigurationException(
                        place + ": " + field, "must have a name that does not begin with #");
            }
            checkNames(member.getValue(), place, field);
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            checkNames(node.get(i), place, path + '[' + i + ']');
        }
    }

    private static JsonNode parsed(byte[] bytes, String place) {
        try {
            return YAML.readTree(bytes);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new UnusableConfigurationException(
                    place,
                    "is not YAML, " + where
                            + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException("reads from memory", e);
        }
    }

    /** The first in reading order, an outer problem before what it causes inside. */
    private static String depth(ValidationMessage problem) {
        JsonNodePath path = problem.getInstanceLocation();
        return String.format(Locale.ROOT, "%03d", path.getNameCount()) + path + problem.getMessage();
    }

    private static String field(ValidationMessage problem) {
        var field = new StringBuilder();
        JsonNodePath path = problem.getInstanceLocation();
        for (int i = 0; i < path.getNameCount(); i++) {
            Object element = path.getElement(i);
            field.append(element instanceof Integer ? "[" + element + "]" : "." + element);
        }
        if (problem.getProperty() != null) {
            field.append('.').append(problem.getProperty());
        }
        return field.isEmpty() ? "" : ": " + field.substring(1);
    }

    private static String text(ValidationMessage problem) {
        if (problem.getInstanceNode().isNull() || problem.getType().equals("required")) {
            return "is missing";
        }
        if (problem.getType().equals("additionalProperties")) {
            return "is unknown";
        }
        String message = problem.getMessage();
        return message.substring(message.indexOf(": ") + 1).strip();
    }
}
