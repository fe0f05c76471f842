package dev.tributary.mapping.profile;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.tributary.mapping.expression.Place;
import dev.tributary.provider.ProviderFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One mapping file as it was written, its shape checked against {@code schemas/mapping-file/1.0.json}.
 *
 * @param place the file as a whole
 */
record MappingFile(Place place, JsonNode content) {

    private static final JsonSchema SHAPE = shape();
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** @throws dev.tributary.platform.UnusableConfigurationException naming file and field if the file is not as it must be */
    static MappingFile read(ProviderFolder folder, String provider, String profile) {
        String name = profile + ".yaml";
        var place = new Place(folder.place(name), "");
        JsonNode content = parsed(folder.read(name), place);
        SHAPE.validate(content).stream()
                .min(Comparator.comparing(MappingFile::depth))
                .ifPresent(problem -> {
                    throw at(place, problem).unusable(text(problem));
                });
        requireEqual(content, "provider", provider, place);
        requireEqual(content, "profile", profile, place);
        return new MappingFile(place, content);
    }

    private static JsonNode parsed(byte[] bytes, Place place) {
        try {
            return Objects.requireNonNull(YAML.readTree(bytes));
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw place.unusable("is no YAML, " + where
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException("reads from memory", e);
        }
    }

    private static void requireEqual(JsonNode content, String field, String expected, Place place) {
        if (!content.path("metadata").path(field).asText().equals(expected)) {
            throw place.in("metadata").in(field).unusable("must be '" + expected + "', as its folder or file is named");
        }
    }

    /** The first in reading order, an outer problem before what it causes inside. */
    private static String depth(ValidationMessage problem) {
        JsonNodePath path = problem.getInstanceLocation();
        return String.format(Locale.ROOT, "%03d", path.getNameCount()) + path + problem.getMessage();
    }

    private static Place at(Place place, ValidationMessage problem) {
        JsonNodePath path = problem.getInstanceLocation();
        Place at = place;
        for (int i = 0; i < path.getNameCount(); i++) {
            Object element = path.getElement(i);
            at = element instanceof Integer index ? at.at(index) : at.in(String.valueOf(element));
        }
        @Nullable String property = problem.getProperty();
        return property == null ? at : at.in(property);
    }

    private static String text(ValidationMessage problem) {
        return switch (problem.getType()) {
            case "additionalProperties" -> "is unknown";
            case "required" -> "is missing";
            default -> {
                String message = problem.getMessage();
                yield message.substring(message.indexOf(": ") + 1).strip();
            }
        };
    }

    private static JsonSchema shape() {
        try (InputStream in = MappingFile.class.getResourceAsStream("/schemas/mapping-file/1.0.json")) {
            return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException("schemas/mapping-file/1.0.json", e);
        }
    }
}
