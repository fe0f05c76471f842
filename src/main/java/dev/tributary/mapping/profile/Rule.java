package dev.tributary.mapping.profile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.mapping.expression.Fields;
import dev.tributary.mapping.expression.PlainTree;
import dev.tributary.mapping.expression.Reading;
import dev.tributary.mapping.expression.Template;
import dev.tributary.mapping.expression.Value;
import dev.tributary.provider.PayloadPath;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a mapping file, with what it takes from {@code common}.
 *
 * @param place in its file, such as {@code rules[0]}
 * @param names of the provider's events that it is for
 * @param type constant, or by a table; all outcomes are of one family
 * @param time null for the receive time
 * @param subjects the first that can be filled is taken; none at all means that nothing identifies the event
 * @param targets the values behind {@code fields}, by their dotted targets
 * @param extensions provider-only fields, kept under {@code data.extensions.<provider>}
 */
public record Rule(
        String place,
        EventNames names,
        List<Condition> where,
        Value type,
        @Nullable Value time,
        List<Template> subjects,
        List<Template> partitionKeys,
        @Nullable Value correlationId,
        Map<String, Value> targets,
        Fields fields,
        List<Extension> extensions) {

    /** A further condition on the payload. */
    public record Condition(PayloadPath path, String equal) {

        boolean holds(JsonNode payload) {
            JsonNode value = path.read(payload);
            return value != null && value.isValueNode() && value.asText().equals(equal);
        }
    }

    /**
     * A provider-only field.
     *
     * @param spread whether the members of the object there become members of the extension
     */
    public record Extension(String name, PayloadPath path, boolean spread, boolean required) {}

    public boolean fits(String name, JsonNode payload) {
        if (!names.hold(name)) {
            return false;
        }
        for (Condition condition : where) {
            if (!condition.holds(payload)) {
                return false;
            }
        }
        return true;
    }

    /** The event's data; what is required and not there is noted in the reading. */
    public Map<String, Object> data(Reading reading, String provider) {
        Map<String, Object> data = fields.read(reading);
        Map<String, Object> kept = new LinkedHashMap<>();
        for (Extension extension : extensions) {
            JsonNode node = extension.path().read(reading.root());
            Object value = node == null ? null : PlainTree.of(node);
            if (value == null && extension.required()) {
                reading.miss(List.of(extension.path().toString()));
            } else if (value instanceof Map<?, ?> object && extension.spread()) {
                object.forEach((name, member) -> putNullable(kept, String.valueOf(name), member));
            } else if (value != null) {
                kept.put(extension.name(), value);
            }
        }
        if (!kept.isEmpty()) {
            data.put("extensions", new LinkedHashMap<>(Map.of(provider, kept)));
        }
        return data;
    }

    /** The provider's events that it is for, as the file names them; an asterisk stands for how the names of others end. */
    public List<String> events() {
        return names.texts();
    }

    /** Where the fields of the subjects were looked for. */
    public Set<String> subjectPaths() {
        Set<String> paths = new LinkedHashSet<>();
        for (Template subject : subjects) {
            for (String target : subject.targets()) {
                Value value = targets.get(target);
                if (value != null) {
                    paths.addAll(value.paths());
                }
            }
        }
        return paths;
    }

    /** The maps of a tree may hold nulls where the provider sent them. */
    @SuppressWarnings("NullAway")
    private static void putNullable(Map<String, Object> map, String name, @Nullable Object value) {
        map.put(name, value);
    }
}
