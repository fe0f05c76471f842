package dev.tributary.mapping.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies JSON into the plain tree that an event's data is made of. */
public final class PlainTree {

    /** Reading a number costs the square of its length, also at those who receive it; the store's decimals have 34 digits. */
    private static final int MAX_DIGITS = 40;
    /** The largest exponent of BSON's decimals, roughly; Java writes larger ones than it reads. */
    private static final int MAX_SCALE = 6000;

    private static final char REPLACEMENT = '\uFFFD';

    private PlainTree() {}

    /**
     * The same value; halves of surrogate pairs, which are not text, become U+FFFD, and numbers of more than 40 digits or with an
     * exponent beyond 6,000 become text.
     */
    public static @Nullable Object of(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> object(node);
            case ARRAY -> array(node);
            case STRING -> scrubbed(node.textValue());
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            default -> null;
        };
    }

    private static Map<String, @Nullable Object> object(JsonNode node) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.properties().forEach(member -> map.put(scrubbed(member.getKey()), of(member.getValue())));
        return map;
    }

    private static List<@Nullable Object> array(JsonNode node) {
        List<@Nullable Object> list = new ArrayList<>(node.size());
        node.forEach(element -> list.add(of(element)));
        return list;
    }

    private static Object number(JsonNode node) {
        if (node.isInt()) {
            return node.intValue();
        }
        if (node.isLong()) {
            return node.longValue();
        }
        BigDecimal decimal = node.isBigInteger() ? new BigDecimal(node.bigIntegerValue()) : node.decimalValue();
        boolean readable = decimal.precision() <= MAX_DIGITS && Math.abs((long) decimal.scale()) <= MAX_SCALE;
        return readable ? decimal : decimal.toString();
    }

    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!pairAt(text, i)) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static boolean pairAt(String text, int index) {
        return index + 1 < text.length() && Character.isSurrogatePair(text.charAt(index), text.charAt(index + 1));
    }

    private static String scrubbed(String text) {
        if (!hasLoneSurrogate(text)) {
            return text;
        }
        var out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            if (Character.isSurrogate(out.charAt(i))) {
                if (pairAt(text, i)) {
                    i++;
                } else {
                    out.setCharAt(i, REPLACEMENT);
                }
            }
        }
        return out.toString();
    }
}
