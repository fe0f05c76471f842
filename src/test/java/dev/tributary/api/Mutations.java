package dev.tributary.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A JSON text with one of its values replaced, taken out, or put under another name; values may be what no tree can hold. */
final class Mutations {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLACE = "@@place@@";

    private Mutations() {}

    /** @param values as JSON, put in the place of each value in turn, the whole text included */
    static List<String> of(String sample, List<String> values) {
        List<String> templates = new ArrayList<>(List.of('"' + PLACE + '"'));
        JsonNode root = read(sample);
        collect(root, root, templates);
        List<String> all = new ArrayList<>(List.of("", "{", sample + sample));
        for (String template : templates) {
            values.forEach(value -> all.add(template.replace('"' + PLACE + '"', value)));
        }
        return all;
    }

    private static void collect(JsonNode root, JsonNode node, List<String> templates) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode old = object.get(name);
                collect(root, old, templates);
                object.put(name, PLACE);
                templates.add(root.toString());
                object.set(name, old);
            }
            object.put("further", PLACE);
            templates.add(root.toString());
            object.remove("further");
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode old = array.get(i);
                collect(root, old, templates);
                array.set(i, JSON.getNodeFactory().textNode(PLACE));
                templates.add(root.toString());
                array.set(i, old);
            }
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
