package dev.tributary.mapping.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tributary.provider.PayloadPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a mapping file says about one field of an event: compiled, without state, shared by all threads. */
public sealed interface Value {

    /** The field's value; null if the payload has none. */
    @Nullable
    Object read(Reading reading);

    /** Every path that is read, as it was written. */
    Set<String> paths();

    /** All that can come out, where that is known beforehand: of constants and tables. */
    Collection<Object> outcomes();

    /** {@code const}: the same for every payload. */
    record Constant(Object value) implements Value {

        @Override
        public Object read(Reading reading) {
            return value;
        }

        @Override
        public Set<String> paths() {
            return Set.of();
        }

        @Override
        public Collection<Object> outcomes() {
            return List.of(value);
        }
    }

    /** {@code path}, {@code join}, {@code item} and {@code firstOf}: the first candidate that gives a value. */
    record FirstOf(List<Candidate> candidates, boolean required) implements Value {

        @Override
        public @Nullable Object read(Reading reading) {
            for (Candidate candidate : candidates) {
                JsonNode node = candidate.node(reading);
                Object value = node == null ? null : candidate.conversion().convert(node, reading);
                if (value != null) {
                    return value;
                }
            }
            if (required) {
                reading.miss(paths());
            }
            return null;
        }

        /** Whether the payload has anything at one of the paths, usable or not. */
        public boolean present(Reading reading) {
            return candidates.stream().anyMatch(candidate -> candidate.node(reading) != null);
        }

        /** Whether two of the paths have different values. */
        public boolean ambiguous(Reading reading) {
            return candidates.size() > 1
                    && candidates.stream()
                                    .<@Nullable JsonNode>map(candidate -> candidate.node(reading))
                                    .filter(Objects::nonNull)
                                    .distinct()
                                    .count()
                            > 1;
        }

        @Override
        public Set<String> paths() {
            Set<String> paths = new LinkedHashSet<>();
            for (Candidate candidate : candidates) {
                candidate.paths().forEach(path -> paths.add(path.toString()));
                if (candidate.conversion() instanceof Money money) {
                    paths.add(money.currency().toString());
                }
            }
            return paths;
        }

        @Override
        public Collection<Object> outcomes() {
            List<Object> outcomes = new ArrayList<>();
            candidates.forEach(candidate -> outcomes.addAll(candidate.outcomes()));
            return outcomes;
        }
    }

    /**
     * One place where a value may stand, or several whose texts are joined.
     *
     * @param paths none for the item of the enclosing list
     * @param separator between the texts of several paths
     * @param outcomes all that the conversion can give, where that is known
     */
    record Candidate(List<PayloadPath> paths, String separator, Conversion conversion, Collection<Object> outcomes) {

        /** The value there; JSON null counts as absent. Of several places, each must have a text. */
        @Nullable
        JsonNode node(Reading reading) {
            if (paths.size() > 1) {
                return joined(reading);
            }
            JsonNode node = paths.isEmpty() ? reading.item() : paths.get(0).read(reading.root());
            return node == null || node.isNull() || node.isMissingNode() ? null : node;
        }

        private @Nullable JsonNode joined(Reading reading) {
            var text = new StringBuilder();
            for (PayloadPath path : paths) {
                JsonNode node = path.read(reading.root());
                String part = node == null ? null : Conversion.text(node);
                if (part == null) {
                    return null;
                }
                text.append(text.isEmpty() ? "" : separator).append(part);
            }
            return TextNode.valueOf(text.toString());
        }
    }

    /** {@code each} and {@code concat}: a list, its parts in the order of the file. */
    record Entries(List<Part> parts) implements Value {

        @Override
        public @Nullable Object read(Reading reading) {
            List<Object> entries = new ArrayList<>();
            parts.forEach(part -> part.addTo(entries, reading));
            return entries.isEmpty() ? null : entries;
        }

        @Override
        public Set<String> paths() {
            Set<String> paths = new LinkedHashSet<>();
            for (Part part : parts) {
                if (part.each() != null) {
                    paths.add(part.each().toString());
                }
                part.fields().values().forEach(value -> paths.addAll(value.paths()));
            }
            return paths;
        }

        @Override
        public Collection<Object> outcomes() {
            return List.of();
        }
    }

    /**
     * One part of a list.
     *
     * @param each the payload's list; null for a single entry
     * @param fields of an entry by name; one without a name is the entry itself
     */
    record Part(@Nullable PayloadPath each, Map<String, Value> fields) {

        static final String ITSELF = "";

        private void addTo(List<Object> entries, Reading reading) {
            if (each == null) {
                Object entry = entry(reading);
                if (entry != null) {
                    entries.add(entry);
                }
                return;
            }
            JsonNode list = each.read(reading.root());
            if (list == null || !list.isArray()) {
                return;
            }
            for (JsonNode item : list) {
                reading.item(item);
                Object entry = entry(reading);
                if (entry == null) {
                    reading.skip(each.toString());
                } else {
                    entries.add(entry);
                }
            }
            reading.item(null);
        }

        /** An entry is whole or it is none. */
        private @Nullable Object entry(Reading reading) {
            Value itself = fields.get(ITSELF);
            if (itself != null) {
                return itself.read(reading);
            }
            var entry = new LinkedHashMap<String, Object>();
            for (var field : fields.entrySet()) {
                Object value = field.getValue().read(reading);
                if (value == null) {
                    return null;
                }
                entry.put(field.getKey(), value);
            }
            return entry;
        }
    }
}
