package dev.tributary.embedded.index;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.CannotIndexParallelArraysError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of an index for one document. The key of a unique index ends with its fields and its value is the
 * document's id; other keys end with the id, whose length is the value.
 */
public final class IndexEntries {

    private IndexEntries() {}

    /**
     * The entries of a document; several if a field is an array, none if the index leaves the document out.
     *
     * @param position key of the document's id
     */
    public static NavigableMap<byte[], byte[]> of(IndexDefinition index, Document document, byte[] position) {
        NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
        for (KeyBytes key : keys(index, document)) {
            if (index.unique()) {
                entries.put(key.toArray(), position);
            } else {
                entries.put(key.put(position).toArray(), lengthOf(position));
            }
        }
        return entries;
    }

    /** Whether a document has an array in a field of the index. */
    public static boolean hasArray(IndexDefinition index, Document document) {
        return index.fields().stream().anyMatch(field -> value(document, field) instanceof Collection<?>);
    }

    /** The key of the id that an entry points to. */
    public static byte[] position(IndexDefinition index, byte[] key, byte[] value) {
        if (index.primary()) {
            return Arrays.copyOfRange(key, Integer.BYTES, key.length);
        }
        return index.unique() ? value : Arrays.copyOfRange(key, key.length - length(value), key.length);
    }

    private static byte[] lengthOf(byte[] position) {
        int length = position.length;
        return length < 0x100
                ? new byte[] {(byte) length}
                : new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length};
    }

    private static int length(byte[] value) {
        int length = 0;
        for (byte part : value) {
            length = (length << 8) | (part & 0xFF);
        }
        return length;
    }

    private static List<KeyBytes> keys(IndexDefinition index, Document document) {
        List<List<Object>> values = new ArrayList<>();
        List<String> arrays = new ArrayList<>();
        boolean present = false;
        for (IndexKey field : index.fields()) {
            Object value = value(document, field);
            present |= !(value instanceof Missing);
            values.add(elements(value));
            if (value instanceof Collection<?>) {
                arrays.add(field.getKey());
            }
        }
        if (index.sparse() && !present) {
            return List.of();
        }
        if (arrays.stream().map(Utils::firstFragment).distinct().count() > 1) {
            throw new CannotIndexParallelArraysError(arrays);
        }
        List<KeyBytes> keys = new ArrayList<>();
        append(index, values, new ArrayList<>(), keys);
        return keys;
    }

    private static void append(
            IndexDefinition index, List<List<Object>> values, List<@Nullable Object> chosen, List<KeyBytes> keys) {
        if (chosen.size() < values.size()) {
            for (Object value : values.get(chosen.size())) {
                List<@Nullable Object> longer = new ArrayList<>(chosen);
                longer.add(value);
                append(index, values, longer, keys);
            }
            return;
        }
        KeyBytes key = new KeyBytes().put(index.prefix());
        for (int i = 0; i < chosen.size(); i++) {
            append(key, chosen.get(i), index.fields().get(i).isAscending());
        }
        keys.add(key);
    }

    /** Appends a field of a key in the field's direction. */
    static void append(KeyBytes key, @Nullable Object value, boolean ascending) {
        int start = key.size();
        if (value instanceof Collection<?> elements && elements.isEmpty()) {
            ValueKey.appendEmptyArray(key);
        } else {
            ValueKey.append(key, value);
        }
        if (!ascending) {
            key.invertFrom(start);
        }
    }

    private static @Nullable Object value(Document document, IndexKey field) {
        return Utils.getSubdocumentValueCollectionAware(document, field.getKey());
    }

    /** An array counts by its elements, without them as itself. */
    @SuppressWarnings("unchecked")
    private static List<Object> elements(@Nullable Object value) {
        return value instanceof Collection<?> elements && !elements.isEmpty()
                ? new ArrayList<>((Collection<Object>) elements)
                : Collections.singletonList(value);
    }
}
