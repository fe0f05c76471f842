package dev.tributary.mapping.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tributary.provider.PayloadPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a mapping file says about one field of an event: compiled, without state, shared by all threads. */
public sealed interface Value permits Entries, Value.Constant, Value.FirstOf {

    /** The field's value; null if the payload has none. */
    @Nullable
    Object read(Reading reading);

    /** Every path that is read, as it was written. */
    Set<String> paths();

    /** All that can come out, where that is known beforehand: of constants and tables. */
    Collection<Object> outcomes();

    /** What of this form gives the value of a payload; null where the payload has none. */
    @Nullable
    Origin origin(Reading reading);

    /**
     * What has given a value.
     *
     * @param paths that it was read from, as they were written
     * @param conversion as the mapping file names it, such as {@code money} or {@code table status}; null where the text was taken as it is
     */
    record Origin(By by, List<String> paths, @Nullable String conversion) {

        /** The kinds of origins. */
        public enum By {
            /** The payload has no say. */
            CONSTANT,
            PATH,
            /** The table has no row for what stands at the path. */
            DEFAULT,
            /** Each entry of a list of the payload gave one. */
            LIST;

            public String wireName() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

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

        @Override
        public Origin origin(Reading reading) {
            return new Origin(Origin.By.CONSTANT, List.of(), null);
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
            candidates.forEach(candidate -> paths.addAll(candidate.pathTexts()));
            return paths;
        }

        @Override
        public @Nullable Origin origin(Reading reading) {
            for (Candidate candidate : candidates) {
                JsonNode node = candidate.node(reading);
                if (node != null && candidate.conversion().convert(node, reading) != null) {
                    return candidate.origin(node);
                }
            }
            return null;
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
     * @param name of the conversion, for people; null for the text as it is
     * @param outcomes all that the conversion can give, where that is known
     */
    record Candidate(
            List<PayloadPath> paths,
            String separator,
            Conversion conversion,
            @Nullable String name,
            Collection<Object> outcomes) {

        List<String> pathTexts() {
            List<String> texts = new ArrayList<>();
            paths.forEach(path -> texts.add(path.toString()));
            if (conversion instanceof Money money) {
                texts.add(money.currency().toString());
            }
            return texts;
        }

        Origin origin(JsonNode node) {
            boolean isDefault = conversion instanceof LookupTable.Lookup table && table.hasNoRow(node);
            return new Origin(isDefault ? Origin.By.DEFAULT : Origin.By.PATH, pathTexts(), name);
        }

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
}
