package dev.tributary.mapping.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table of a mapping file. A key with an asterisk at one end ({@code AWAITING_*}, {@code *_ERROR}) stands for all that
 * begin or end so; an exact key goes first.
 */
public final class LookupTable {

    private static final String ANY = "*";

    private final Map<String, Object> exact = new TreeMap<>();
    private final Map<String, Object> beginnings = new TreeMap<>();
    private final Map<String, Object> endings = new TreeMap<>();

    public LookupTable(Map<String, Object> rows) {
        rows.forEach((key, value) -> {
            if (key.endsWith(ANY)) {
                beginnings.put(key.substring(0, key.length() - 1), value);
            } else if (key.startsWith(ANY)) {
                endings.put(key.substring(1), value);
            } else {
                exact.put(key, value);
            }
        });
    }

    public @Nullable Object find(String key) {
        Object value = exact.get(key);
        if (value != null) {
            return value;
        }
        for (Entry<String, Object> row : beginnings.entrySet()) {
            if (key.startsWith(row.getKey())) {
                return row.getValue();
            }
        }
        for (Entry<String, Object> row : endings.entrySet()) {
            if (key.endsWith(row.getKey())) {
                return row.getValue();
            }
        }
        return null;
    }

    /**
     * Looks a text up in the table.
     *
     * @param otherwise for texts without a row; null for none
     */
    record Lookup(LookupTable table, @Nullable Object otherwise) implements Conversion {

        @Override
        public @Nullable Object convert(JsonNode value, Reading reading) {
            String key = Conversion.text(value);
            Object found = key == null ? null : table.find(key);
            return found == null && key != null ? otherwise : found;
        }

        boolean hasNoRow(JsonNode value) {
            String key = Conversion.text(value);
            return key == null || table.find(key) == null;
        }
    }

    /** All that a look-up can give. */
    Collection<Object> values() {
        var values = new ArrayList<>(exact.values());
        values.addAll(beginnings.values());
        values.addAll(endings.values());
        return values;
    }
}
