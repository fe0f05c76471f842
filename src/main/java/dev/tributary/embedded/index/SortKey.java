package dev.tributary.embedded.index;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A document's place in an order, in the same form as an index would keep it. */
public final class SortKey {

    private SortKey() {}

    /** @param sort fields with 1 or -1 */
    public static byte[] of(Document document, Document sort) {
        var key = new KeyBytes();
        for (Map.Entry<String, Object> field : sort.entrySet()) {
            boolean ascending = ((Number) field.getValue()).intValue() > 0;
            Object value = Utils.getSubdocumentValueCollectionAware(document, field.getKey());
            key.put(value instanceof Collection<?> elements ? edge(elements, ascending) : directed(value, ascending));
        }
        return key.toArray();
    }

    /** An array counts by its least element, in a descending order by its greatest one. */
    private static byte[] edge(Collection<?> elements, boolean ascending) {
        byte[] first = null;
        for (Object element : elements) {
            byte[] key = directed(element, ascending);
            if (first == null || Arrays.compareUnsigned(key, first) < 0) {
                first = key;
            }
        }
        return first == null ? directed(elements, ascending) : first;
    }

    private static byte[] directed(@Nullable Object value, boolean ascending) {
        var key = new KeyBytes();
        IndexEntries.append(key, value, ascending);
        return key.toArray();
    }
}
