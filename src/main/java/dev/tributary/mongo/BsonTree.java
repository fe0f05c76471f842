package dev.tributary.mongo;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bson.BsonWriter;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tree of String, Boolean, Number, List and Map by String as analysts query it. Numbers beyond 34 digits become text, and keys
 * that servers take for something else are written in other characters.
 */
public final class BsonTree {

    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,28}(\\.[0-9]{1,6})?");

    private BsonTree() {}

    /** Writes a value whose name was written. */
    public static void write(BsonWriter bson, @Nullable Object value) {
        if (value instanceof String text) {
            bson.writeString(text);
        } else if (value instanceof Map<?, ?> map) {
            bson.writeStartDocument();
            safeKeys(map).forEach((key, member) -> {
                bson.writeName((String) key);
                write(bson, member);
            });
            writeValue(bson, map);
            bson.writeEndDocument();
        } else if (value instanceof List<?> list) {
            bson.writeStartArray();
            list.forEach(element -> write(bson, element));
            bson.writeEndArray();
        } else if (value instanceof Boolean flag) {
            bson.writeBoolean(flag);
        } else if (value instanceof Number number) {
            writeNumber(bson, number);
        } else if (value == null) {
            bson.writeNull();
        } else {
            throw new IllegalArgumentException("data must not hold a " + value.getClass());
        }
    }

    /** Beside the text of an amount of money its number, to be added up. */
    private static void writeValue(BsonWriter bson, Map<?, ?> map) {
        if (map.get("amount") instanceof String amount
                && map.get("currency") instanceof String
                && !map.containsKey("value")
                && DECIMAL.matcher(amount).matches()) {
            bson.writeName("value");
            bson.writeDecimal128(Decimal128.parse(amount));
        }
    }

    private static void writeNumber(BsonWriter bson, Number number) {
        if (number instanceof Integer) {
            bson.writeInt32(number.intValue());
        } else if (number instanceof Long) {
            bson.writeInt64(number.longValue());
        } else if (number instanceof BigDecimal decimal) {
            writeDecimal(bson, decimal);
        } else if (number instanceof BigInteger integer) {
            writeDecimal(bson, new BigDecimal(integer));
        } else {
            bson.writeDouble(number.doubleValue());
        }
    }

    private static void writeDecimal(BsonWriter bson, BigDecimal decimal) {
        if (decimal.precision() <= 34 && Math.abs((long) decimal.scale()) <= 6000) {
            bson.writeDecimal128(new Decimal128(decimal));
        } else {
            bson.writeString(decimal.toString());
        }
    }

    /** Servers take a dot or a leading dollar in a key for a path or an operator; BSON ends a key at NUL. */
    private static Map<?, ?> safeKeys(Map<?, ?> map) {
        for (Object key : map.keySet()) {
            if (!isSafe((String) key)) {
                // two keys may become one, and no document holds a key twice
                Map<String, @Nullable Object> safe = new LinkedHashMap<>();
                map.forEach((each, member) -> safe.put(safeKey((String) each), member));
                return safe;
            }
        }
        return map;
    }

    private static boolean isSafe(String key) {
        return key.indexOf('.') < 0 && key.indexOf('$') < 0 && key.indexOf('\0') < 0;
    }

    private static String safeKey(String key) {
        return key.replace('.', '\uFF0E').replace('$', '\uFF04').replace('\0', '\uFFFD');
    }
}
