package dev.tributary.mapping.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tributary.event.EventType;
import dev.tributary.mapping.expression.Entries;
import dev.tributary.mapping.expression.Fields;
import dev.tributary.mapping.expression.LookupTable;
import dev.tributary.mapping.expression.Place;
import dev.tributary.mapping.expression.PlainTree;
import dev.tributary.mapping.expression.Template;
import dev.tributary.mapping.expression.Value;
import dev.tributary.mapping.expression.ValueCompiler;
import dev.tributary.mapping.profile.Rule.Condition;
import dev.tributary.mapping.profile.Rule.Extension;
import dev.tributary.provider.PayloadPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compiles one mapping file, so that mapping a call only reads; every fault of the file is found here. */
final class ProfileCompiler {

    private final DataSchemas schemas;
    private final Place file;
    private final JsonNode content;
    private final Set<String> personal;
    private final ValueCompiler values;

    private ProfileCompiler(MappingFile file, DataSchemas schemas) {
        this.schemas = schemas;
        this.file = file.place();
        this.content = file.content();
        this.personal = PersonalTargets.of(file);
        this.values = new ValueCompiler(tables(content.path("tables")));
    }

    /**
     * @param redacted body paths that the provider's schemes have redacted before anything is kept
     * @throws dev.tributary.platform.UnusableConfigurationException naming file and field
     */
    static Profile compile(MappingFile file, DataSchemas schemas, Set<String> redacted) {
        return new ProfileCompiler(file, schemas).profile(redacted);
    }

    private Profile profile(Set<String> redacted) {
        JsonNode metadata = content.get("metadata");
        String name = metadata.get("profile").textValue();
        JsonNode split = content.path("split");
        List<Rule> rules = new ArrayList<>();
        for (JsonNode rule : content.get("rules")) {
            rules.add(rule(rule, file.in("rules").at(rules.size())));
        }
        return new Profile(
                metadata.get("provider").textValue(),
                name,
                metadata.get("version").textValue(),
                split.isTextual() ? names(split.textValue()) : null,
                values.lookup(content.get("discriminator"), file.in("discriminator")),
                DedupKey.compile(name, content.get("dedup"), file.in("dedup")),
                rules,
                personal,
                rawOnly(redacted));
    }

    private static Map<String, LookupTable> tables(JsonNode tables) {
        return tables.properties().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, table -> new LookupTable(rows(table.getValue()))));
    }

    private static Map<String, Object> rows(JsonNode table) {
        return table.properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, row -> Objects.requireNonNull(PlainTree.of(row.getValue()))));
    }

    private Rule rule(JsonNode rule, Place place) {
        Value type = type(rule.get("type"), place.in("type"));
        boolean gateway = type.outcomes().stream().anyMatch(EventType.PROVIDER_TEST::equals);
        Attributes attributes =
                new Attributes(gateway ? MissingNode.getInstance() : content.get("common"), rule, place);
        Map<String, Value> targets = targets(attributes, type);
        return new Rule(
                place.field(),
                EventNames.of(rule.get("when")),
                conditions(rule.path("where"), place.in("where")),
                type,
                time(attributes),
                templates(attributes, "subject", targets),
                templates(attributes, "partitionkey", targets),
                attributes.has("correlationid")
                        ? values.compile(attributes.get("correlationid"), attributes.place("correlationid"))
                        : null,
                targets,
                Fields.of(targets),
                gateway ? List.of() : extensions(rule, place));
    }

    /** What a rule says of an event, and what it leaves to {@code common}. */
    private record Attributes(JsonNode common, JsonNode rule, Place rulePlace) {

        boolean has(String name) {
            return rule.has(name) || common.has(name);
        }

        JsonNode get(String name) {
            return rule.has(name) ? rule.get(name) : common.path(name);
        }

        Place place(String name) {
            return rule.has(name) ? rulePlace.in(name) : new Place(rulePlace.file(), "common").in(name);
        }
    }

    private Value type(JsonNode spec, Place place) {
        Value type = spec.isTextual() ? new Value.Constant(spec.textValue()) : values.lookup(spec, place);
        Set<String> families = new LinkedHashSet<>();
        for (Object outcome : type.outcomes()) {
            String name = String.valueOf(outcome);
            boolean known = name.matches("bank\\.[a-z_]+\\.[a-z_]+\\.v[1-9]") && schemas.knows(name);
            if (!known && !name.equals(EventType.PROVIDER_TEST)) {
                throw place.unusable("'" + name + "' is not a type of a known family");
            }
            families.add(EventType.family(name));
        }
        if (families.size() != 1) {
            throw place.unusable("must give types of one family by a constant or a table, not " + families);
        }
        return type;
    }

    /** A rule's own fields go first, and in the place of those of {@code common}. */
    private Map<String, Value> targets(Attributes attributes, Value type) {
        Map<String, Value> targets = new LinkedHashMap<>();
        String anyType = String.valueOf(type.outcomes().iterator().next());
        addTargets(
                targets, attributes.rule().path("data"), attributes.rulePlace().in("data"), anyType);
        addTargets(targets, attributes.common().path("data"), file.in("common").in("data"), anyType);
        return targets;
    }

    private void addTargets(Map<String, Value> targets, JsonNode data, Place place, String type) {
        data.properties().forEach(field -> {
            Place at = place.in(field.getKey());
            Value value = values.compile(field.getValue(), at);
            String kind = schemas.kind(type, field.getKey());
            if (kind == null) {
                throw at.unusable("the schema of " + EventType.family(type) + " has no such field");
            }
            boolean money = "money".equals(field.getValue().path("as").asText());
            if (("object".equals(kind) && !money) || "array".equals(kind) != (value instanceof Entries)) {
                throw at.unusable("the schema has an " + kind + " here");
            }
            targets.putIfAbsent(field.getKey(), value);
        });
    }

    private @Nullable Value time(Attributes attributes) {
        JsonNode time = attributes.get("time");
        if (time.isMissingNode() || time.has("received")) {
            return null;
        }
        if (!time.has("format")) {
            throw attributes.place("time").unusable("needs a format");
        }
        return values.lookup(time, attributes.place("time"));
    }

    private static List<Template> templates(Attributes attributes, String name, Map<String, Value> targets) {
        JsonNode spec = attributes.get(name);
        List<Template> templates = new ArrayList<>();
        for (JsonNode text :
                spec.isObject() ? spec.get("firstOf") : spec.isTextual() ? List.of(spec) : List.<JsonNode>of()) {
            var template = new Template(text.textValue());
            template.targets().stream()
                    .filter(target -> !targets.containsKey(target))
                    .findFirst()
                    .ifPresent(target -> {
                        throw attributes.place(name).unusable("data has no '" + target + "'");
                    });
            templates.add(template);
        }
        return templates;
    }

    /** The schema lets only names through: {@code $.a.b[*]}. */
    private static List<String> names(String split) {
        return List.of(split.substring(2, split.length() - 3).split("\\.", -1));
    }

    private static List<Condition> conditions(JsonNode where, Place place) {
        List<Condition> conditions = new ArrayList<>();
        for (JsonNode condition : where) {
            PayloadPath path = ValueCompiler.path(
                    condition.get("path").textValue(),
                    place.at(conditions.size()).in("path"));
            conditions.add(new Condition(path, condition.get("equals").asText()));
        }
        return conditions;
    }

    private List<Extension> extensions(JsonNode rule, Place place) {
        List<Extension> extensions = new ArrayList<>();
        addExtensions(extensions, content.path("extensions"), file.in("extensions"));
        addExtensions(extensions, rule.path("extensions"), place.in("extensions"));
        return extensions;
    }

    private static void addExtensions(List<Extension> extensions, JsonNode list, Place place) {
        int index = 0;
        for (JsonNode spec : list) {
            String text = spec.isTextual() ? spec.textValue() : spec.get("path").textValue();
            PayloadPath path = ValueCompiler.path(text, place.at(index++));
            extensions.add(
                    new Extension(nameOf(spec, path), path, spec.path("spread").asBoolean(), spec.has("required")));
        }
    }

    static String nameOf(JsonNode extension, PayloadPath path) {
        return extension.path("name").asText(path.lastName());
    }

    private Set<String> rawOnly(Set<String> redacted) {
        Set<String> paths = new LinkedHashSet<>();
        for (JsonNode path : content.path("ignore")) {
            paths.add(ValueCompiler.path(path.textValue(), file.in("ignore")).toString());
        }
        for (JsonNode path : content.path("redact")) {
            if (!redacted.contains(path.textValue())) {
                throw file.in("redact").unusable("'" + path.textValue() + "' is in no scheme's body-paths");
            }
            paths.add(path.textValue());
        }
        return paths;
    }
}
