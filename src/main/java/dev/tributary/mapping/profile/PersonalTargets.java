package dev.tributary.mapping.profile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.mapping.expression.Place;
import dev.tributary.mapping.expression.Template;
import dev.tributary.mapping.expression.ValueCompiler;
import dev.tributary.provider.PayloadPath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds what one mapping file marks as personal ({@code pii}), and refuses marks that would protect nothing. */
final class PersonalTargets {

    private static final String MARK = "pii";
    /** Events are found by it when a user is erased, and follow-ups name it to the provider. */
    private static final String USER = "user.id";

    private final MappingFile file;
    private final Set<String> targets = new LinkedHashSet<>();

    private PersonalTargets(MappingFile file) {
        this.file = file;
    }

    /**
     * The dotted targets that any rule marks.
     *
     * @throws dev.tributary.platform.UnusableConfigurationException naming file and field
     */
    static Set<String> of(MappingFile file) {
        var found = new PersonalTargets(file);
        JsonNode content = file.content();
        List<Part> parts = new ArrayList<>(
                List.of(new Part(content.path("common"), file.place().in("common"))));
        for (JsonNode rule : content.path("rules")) {
            parts.add(new Part(rule, file.place().in("rules").at(parts.size() - 1)));
        }
        parts.forEach(found::data);
        found.extensions(content.path("extensions"), file.place().in("extensions"));
        parts.forEach(part ->
                found.extensions(part.content().path("extensions"), part.place().in("extensions")));
        parts.forEach(found::requirePlainAttributes);
        return found.targets;
    }

    /** What has data and attributes: {@code common}, or a rule. */
    private record Part(JsonNode content, Place place) {}

    private void data(Part part) {
        part.content().path("data").properties().forEach(field -> {
            Place place = part.place().in("data").in(field.getKey());
            if (field.getValue().has(MARK)) {
                if (field.getKey().equals(USER)) {
                    throw place.unusable("is what events of a user are found by, and cannot be marked as pii");
                }
                targets.add(field.getKey());
            } else if (field.getValue().findValue(MARK) != null) {
                throw place.unusable("pii stands beside the outermost form, for all of the field");
            }
        });
    }

    private void extensions(JsonNode list, Place place) {
        String all =
                "extensions." + file.content().path("metadata").path("provider").asText();
        for (int i = 0; i < list.size(); i++) {
            JsonNode extension = list.get(i);
            if (extension.has(MARK)) {
                PayloadPath path = ValueCompiler.path(extension.path("path").asText(), place.at(i));
                String name = ProfileCompiler.nameOf(extension, path);
                boolean isSpread = extension.has("spread");
                if (!isSpread && name.indexOf('.') >= 0) { // in a target, a dot leads to a member
                    throw place.at(i).unusable("needs a name, because the one in its path has a dot");
                }
                targets.add(isSpread ? all : all + '.' + name);
            }
        }
    }

    /** Attributes are columns, in which nothing is encrypted. */
    private void requirePlainAttributes(Part part) {
        for (String attribute : List.of("subject", "partitionkey")) {
            JsonNode spec = part.content().path(attribute);
            for (JsonNode text : spec.isObject() ? spec.path("firstOf") : List.of(spec)) {
                for (String target : new Template(text.asText()).targets()) {
                    if (targets.contains(target)) {
                        throw part.place()
                                .in(attribute)
                                .unusable("'" + target + "' is marked as pii, and cannot be in it");
                    }
                }
            }
        }
        for (String attribute : List.of("correlationid", "time", "type")) {
            if (part.content().path(attribute).findValue(MARK) != null) {
                throw part.place().in(attribute).unusable("is an attribute, and cannot be marked as pii");
            }
        }
    }
}
