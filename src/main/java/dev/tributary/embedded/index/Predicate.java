package dev.tributary.embedded.index;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One condition on one field, compared by keys, so that a document matches exactly if an index finds it.
 *
 * @param keys what the field is compared with, several for {@code IN}, none for {@code EXISTS}
 * @param plain whether each key is found in an index as it is; arrays are not
 * @param document the condition in MongoDB's form
 */
public record Predicate(String field, Operator operator, List<byte[]> keys, boolean plain, Document document) {

    /** The conditions that an index may carry. */
    public enum Operator {
        EQ("$eq"),
        IN("$in"),
        GT("$gt"),
        GTE("$gte"),
        LT("$lt"),
        LTE("$lte"),
        EXISTS("$exists");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        static @Nullable Operator of(String text) {
            for (Operator operator : values()) {
                if (operator.text.equals(text)) {
                    return operator;
                }
            }
            return null;
        }
    }

    /** Reads a condition; null if its value has to be left to the server. */
    static @Nullable Predicate of(String field, String operation, @Nullable Object value) {
        Operator operator = Operator.of(operation);
        if (operator == null) {
            return null;
        }
        var document = new Document(field, new Document(operation, value));
        if (operator == Operator.EXISTS) {
            return Utils.isTrue(value) ? new Predicate(field, operator, List.of(), true, document) : null;
        }
        Collection<?> values =
                operator == Operator.IN && value instanceof Collection<?> several ? several : Arrays.asList(value);
        boolean plain = values.stream().allMatch(ValueKey::isPlain);
        if ((!plain && operator != Operator.EQ) || value instanceof BsonRegularExpression) {
            return null;
        }
        List<byte[]> keys = values.stream()
                .map(ValueKey::of)
                .sorted(Arrays::compareUnsigned)
                .toList();
        return new Predicate(field, operator, distinct(keys), plain, document);
    }

    private static List<byte[]> distinct(List<byte[]> sorted) {
        List<byte[]> distinct = new ArrayList<>(sorted.size());
        for (byte[] key : sorted) {
            if (distinct.isEmpty() || !Arrays.equals(distinct.get(distinct.size() - 1), key)) {
                distinct.add(key);
            }
        }
        return distinct;
    }

    boolean isPoint() {
        return plain && (operator == Operator.EQ || operator == Operator.IN);
    }

    boolean isRange() {
        return switch (operator) {
            case GT, GTE, LT, LTE -> true;
            case EQ, IN, EXISTS -> false;
        };
    }

    byte[] key() {
        return keys.get(0);
    }

    /** Whether the document, or an element of an array in it, meets the condition. */
    boolean matches(Document document) {
        Object value = Utils.getSubdocumentValueCollectionAware(document, field);
        if (value instanceof Collection<?> elements) {
            for (Object element : elements) {
                if (accepts(element)) {
                    return true;
                }
            }
            return operator == Operator.EXISTS
                    ? !field.contains(Utils.PATH_DELIMITER)
                    : operator == Operator.EQ && !plain && accepts(value);
        }
        return accepts(value);
    }

    private boolean accepts(@Nullable Object value) {
        return operator == Operator.EXISTS ? !(value instanceof Missing) : accepts(ValueKey.of(value));
    }

    private boolean accepts(byte[] value) {
        return switch (operator) {
            case EQ -> Arrays.equals(value, key());
            case IN -> Collections.binarySearch(keys, value, Arrays::compareUnsigned) >= 0;
            case GT -> ValueKey.comparable(value, key()) && Arrays.compareUnsigned(value, key()) > 0;
            case GTE -> ValueKey.comparable(value, key()) && Arrays.compareUnsigned(value, key()) >= 0;
            case LT -> ValueKey.comparable(value, key()) && Arrays.compareUnsigned(value, key()) < 0;
            case LTE -> ValueKey.comparable(value, key()) && Arrays.compareUnsigned(value, key()) <= 0;
            case EXISTS -> !ValueKey.isNull(value);
        };
    }

    /** Whether all that meets this condition meets the other one too, as far as this can be told. */
    boolean implies(Predicate other) {
        if (!field.equals(other.field) || !plain) {
            return false;
        }
        if (document.equals(other.document)) {
            return true;
        }
        if (isPoint()) {
            return keys.stream().allMatch(other::accepts);
        }
        return switch (other.operator) {
            case EXISTS -> isRange() && !ValueKey.isNull(key());
            case GT -> (operator == Operator.GT && atLeast(other)) || (operator == Operator.GTE && above(other));
            case GTE -> (operator == Operator.GT || operator == Operator.GTE) && atLeast(other);
            case LT ->
                (operator == Operator.LT && other.atLeast(this)) || (operator == Operator.LTE && other.above(this));
            case LTE -> (operator == Operator.LT || operator == Operator.LTE) && other.atLeast(this);
            case EQ, IN -> false;
        };
    }

    private boolean atLeast(Predicate other) {
        return ValueKey.comparable(key(), other.key()) && Arrays.compareUnsigned(key(), other.key()) >= 0;
    }

    private boolean above(Predicate other) {
        return ValueKey.comparable(key(), other.key()) && Arrays.compareUnsigned(key(), other.key()) > 0;
    }
}
