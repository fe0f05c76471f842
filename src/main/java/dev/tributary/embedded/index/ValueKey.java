package dev.tributary.embedded.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value of a document as bytes that sort as MongoDB sorts values: first by type, then by value; numbers of all types
 * together. No key is the beginning of another one, so that keys can be joined.
 */
public final class ValueKey {

    private static final int MIN = 0x0A;
    private static final int EMPTY_ARRAY = 0x0F;
    private static final int NULL = 0x14;
    private static final int NOT_A_NUMBER = 0x1D;
    private static final int NUMBER = 0x1E;
    private static final int TEXT = 0x3C;
    private static final int DOCUMENT = 0x46;
    private static final int ARRAY = 0x50;
    private static final int BINARY = 0x5A;
    private static final int OBJECT_ID = 0x64;
    private static final int BOOLEAN = 0x6E;
    private static final int DATE = 0x78;
    private static final int TIMESTAMP = 0x82;
    private static final int REGEX = 0x8C;
    private static final int OTHER = 0x96;
    private static final int MAX = 0xF0;

    private static final int UUID_SUBTYPE = 4;
    private static final int LEGACY_UUID_SUBTYPE = 3;

    private ValueKey() {}

    /** The key of one value. Absent is null. */
    public static byte[] of(@Nullable Object value) {
        var key = new KeyBytes();
        append(key, value);
        return key.toArray();
    }

    /** An array without elements has a key of its own. */
    static void appendEmptyArray(KeyBytes key) {
        key.put(EMPTY_ARRAY);
    }

    static void append(KeyBytes key, @Nullable Object value) {
        if (value == null || value instanceof Missing) {
            key.put(NULL);
        } else if (value instanceof String text) {
            key.put(TEXT).putTerminated(text.getBytes(UTF_8));
        } else if (value instanceof Number number) {
            appendNumber(key, number);
        } else if (value instanceof Instant time) {
            key.put(DATE).putLong(time.toEpochMilli() ^ Long.MIN_VALUE);
        } else if (value instanceof Boolean flag) {
            key.put(BOOLEAN).put(flag ? 1 : 0);
        } else if (value instanceof ObjectId id) {
            key.put(OBJECT_ID).put(id.toByteArray());
        } else if (value instanceof UUID uuid) {
            appendUuid(key, uuid, UUID_SUBTYPE);
        } else if (value instanceof LegacyUUID uuid) {
            appendUuid(key, uuid.getUuid(), LEGACY_UUID_SUBTYPE);
        } else if (value instanceof BinData binary) {
            key.put(BINARY).putInt(binary.getData().length).put(0).put(binary.getData());
        } else if (value instanceof Map<?, ?> document) {
            appendDocument(key, document);
        } else if (value instanceof Collection<?> elements) {
            key.put(ARRAY);
            elements.forEach(element -> append(key, element));
            key.put(0);
        } else {
            appendRare(key, value);
        }
    }

    private static void appendRare(KeyBytes key, Object value) {
        if (value instanceof BsonTimestamp time) {
            key.put(TIMESTAMP).putLong(time.getValue());
        } else if (value instanceof MinKey) {
            key.put(MIN);
        } else if (value instanceof MaxKey) {
            key.put(MAX);
        } else {
            key.put(value instanceof BsonRegularExpression ? REGEX : OTHER)
                    .putTerminated(value.toString().getBytes(UTF_8));
        }
    }

    private static void appendDocument(KeyBytes key, Map<?, ?> document) {
        key.put(DOCUMENT);
        for (Map.Entry<?, ?> member : document.entrySet()) {
            byte[] value = of(member.getValue());
            key.put(value[0])
                    .putTerminated(String.valueOf(member.getKey()).getBytes(UTF_8))
                    .put(value);
        }
        key.put(0);
    }

    private static void appendUuid(KeyBytes key, UUID uuid, int subtype) {
        key.put(BINARY)
                .putInt(16)
                .put(subtype)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits());
    }

    /**
     * The nearest double first; what it leaves, which is nothing for most numbers, as two further doubles. That tells
     * all long and decimal values apart.
     */
    private static void appendNumber(KeyBytes key, Number number) {
        double nearest = number.doubleValue();
        if (Double.isNaN(nearest)) {
            key.put(NOT_A_NUMBER);
            return;
        }
        key.put(NUMBER);
        appendDouble(key, nearest);
        BigDecimal rest = rest(number, nearest);
        key.put(2 + rest.signum());
        if (rest.signum() != 0) {
            double further = rest.doubleValue();
            appendDouble(key, further);
            appendDouble(key, rest.subtract(new BigDecimal(further)).doubleValue());
        }
    }

    private static BigDecimal rest(Number number, double nearest) {
        if (Double.isInfinite(nearest) || number instanceof Integer || number instanceof Double) {
            return BigDecimal.ZERO;
        }
        if (number instanceof Decimal128 decimal) {
            return isZero(decimal) ? BigDecimal.ZERO : decimal.toBigDecimal().subtract(new BigDecimal(nearest));
        }
        return BigDecimal.valueOf(number.longValue()).subtract(new BigDecimal(nearest));
    }

    /** A negative zero has no decimal value to subtract from. */
    private static boolean isZero(Decimal128 decimal) {
        return decimal.doubleValue() == 0 && decimal.equals(Decimal128.NEGATIVE_ZERO);
    }

    private static void appendDouble(KeyBytes key, double value) {
        long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
        key.putLong(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
    }

    /** Whether a comparison can hold between the two: values of different types are neither less nor greater. */
    static boolean comparable(byte[] one, byte[] other) {
        return one[0] == other[0];
    }

    /** Whether this is the key of null, which is also that of an absent value. */
    static boolean isNull(byte[] key) {
        return (key[0] & 0xFF) == NULL;
    }

    /** Whether a value in a query stands for itself, and is found under its own key. */
    static boolean isPlain(@Nullable Object value) {
        return !(value instanceof Collection<?>) && !(value instanceof BsonRegularExpression);
    }

    /** Whether the value is a condition, like {@code {$gt: 5}}. */
    static boolean isCondition(@Nullable Object value) {
        return value instanceof Document document
                && !document.isEmpty()
                && document.keySet().iterator().next().startsWith("$");
    }
}
