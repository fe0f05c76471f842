package dev.tributary.source.drift;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Names and kinds of what a payload holds, without values. Elements of a list count as one, whatever their number and order; so
 * do members of a map. Of a very large payload the first part counts.
 */
final class Shape {

    /** So many values are looked at; a payload may have 100,000. */
    private static final int MAX_VALUES = 5_000;
    /** Of each list. */
    private static final int MAX_ELEMENTS = 50;
    /** An object with more members is a map. */
    private static final int MAX_MEMBERS = 100;

    private static final int MAX_NAME = 40;
    private static final int MAX_DIGITS = 3;
    /** What would have a longer path is left out. */
    private static final int MAX_PATH = 200;

    private static final String ANY = "*";
    private static final long OBJECT = 0x9E3779B97F4A7C15L;
    private static final long LIST = 0xC2B2AE3D27D4EB4FL;

    private int left = MAX_VALUES;

    private Shape() {}

    /** A number that is the same for payloads with the same fields, and hardly ever for others. Takes about a microsecond. */
    static long hash(JsonNode payload) {
        return new Shape().hashed(payload);
    }

    /** The fields of a payload, outer ones first. */
    static Set<Field> fields(JsonNode payload) {
        Set<Field> fields = new LinkedHashSet<>();
        new Shape().collect(payload, "$", fields);
        return fields;
    }

    private long hashed(JsonNode node) {
        left--;
        if (node.isObject()) {
            return hashedObject(node);
        }
        if (!node.isArray()) {
            return mixed(node.getNodeType().name().hashCode());
        }
        long any = 0; // joined by "or", so that neither number nor order of the elements matters
        for (int i = 0; i < node.size() && i < MAX_ELEMENTS && left > 0; i++) {
            any |= hashed(node.get(i));
        }
        return mixed(LIST + any);
    }

    private long hashedObject(JsonNode node) {
        boolean map = node.size() > MAX_MEMBERS;
        long named = OBJECT;
        long any = 0;
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (left <= 0) {
                break;
            }
            long value = hashed(member.getValue());
            if (map || mayBeValue(member.getKey())) {
                any |= mixed(value);
            } else {
                named += mixed(value ^ mixed(member.getKey().hashCode()));
            }
        }
        return mixed(named ^ mixed(any));
    }

    private void collect(JsonNode node, String path, Set<Field> fields) {
        left--;
        fields.add(new Field(path, node.getNodeType().name().toLowerCase(Locale.ROOT)));
        if (node.isObject()) {
            boolean map = node.size() > MAX_MEMBERS;
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                String name = map || mayBeValue(member.getKey()) ? ANY : member.getKey();
                collectBelow(member.getValue(), path + '.' + name, fields);
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size() && i < MAX_ELEMENTS; i++) {
                collectBelow(node.get(i), path + "[*]", fields);
            }
        }
    }

    private void collectBelow(JsonNode node, String path, Set<Field> fields) {
        if (left > 0 && path.length() <= MAX_PATH) {
            collect(node, path, fields);
        }
    }

    /** Members are named by a word of ASCII letters; what is longer, has other characters or many digits is an id, a name, a date. */
    private static boolean mayBeValue(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            return true;
        }
        int digits = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-')) {
                return true;
            }
        }
        return digits > MAX_DIGITS || digits == name.length();
    }

    /** Spreads a number over 64 bits, as MurmurHash3 ends. */
    private static long mixed(long number) {
        long mixed = (number ^ (number >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }
}
