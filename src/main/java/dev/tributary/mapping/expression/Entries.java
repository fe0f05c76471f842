package dev.tributary.mapping.expression;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.provider.PayloadPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code each} and {@code concat}: a list, its parts in the order of the file. */
public record Entries(List<Part> parts) implements Value {

    @Override
    public @Nullable Object read(Reading reading) {
        List<Object> entries = new ArrayList<>();
        parts.forEach(part -> part.addTo(entries, reading));
        return entries.isEmpty() ? null : entries;
    }

    @Override
    public Set<String> paths() {
        Set<String> paths = new LinkedHashSet<>();
        parts.forEach(part -> paths.addAll(part.paths()));
        return paths;
    }

    @Override
    public @Nullable Origin origin(Reading reading) {
        Set<String> paths = new LinkedHashSet<>();
        boolean isThere = false;
        for (Part part : parts) {
            List<Object> entries = new ArrayList<>();
            part.addTo(entries, reading);
            if (!entries.isEmpty()) {
                paths.addAll(part.paths());
                isThere = true;
            }
        }
        return isThere ? new Origin(Origin.By.LIST, List.copyOf(paths), null) : null;
    }

    @Override
    public Collection<Object> outcomes() {
        return List.of();
    }

    /**
     * One part of a list.
     *
     * @param each the payload's list; null for a single entry
     * @param fields of an entry by name; one without a name is the entry itself
     */
    record Part(@Nullable PayloadPath each, Map<String, Value> fields) {

        static final String ITSELF = "";

        private Set<String> paths() {
            Set<String> paths = new LinkedHashSet<>();
            if (each != null) {
                paths.add(each.toString());
            }
            fields.values().forEach(value -> paths.addAll(value.paths()));
            return paths;
        }

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
