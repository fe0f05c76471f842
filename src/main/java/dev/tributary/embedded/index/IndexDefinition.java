package dev.tributary.embedded.index;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An index as it was asked for.
 *
 * @param id first bytes of its keys
 * @param fields in their order
 * @param primary the documents themselves by {@code _id}
 * @param unique at most one document for each key
 * @param sparse without the documents that have none of the fields
 * @param partial which documents it has; null for all
 * @param expireAfterSeconds how long after the time in its field a document is removed; null for never
 */
public record IndexDefinition(
        int id,
        String name,
        List<IndexKey> fields,
        boolean primary,
        boolean unique,
        boolean sparse,
        @Nullable Document partial,
        @Nullable Long expireAfterSeconds) {

    /** The index of the documents by their ids. */
    public static IndexDefinition primary(int id, String idField) {
        return new IndexDefinition(id, "_id_", List.of(new IndexKey(idField, true)), true, true, false, null, null);
    }

    /** Reads the description that a client has sent. */
    public static IndexDefinition of(int id, List<IndexKey> fields, Document description) {
        Object expire = description.get("expireAfterSeconds");
        return new IndexDefinition(
                id,
                (String) Objects.requireNonNull(description.get("name")),
                List.copyOf(fields),
                false,
                Utils.isTrue(description.get("unique")),
                Utils.isTrue(description.get("sparse")),
                (Document) description.get("partialFilterExpression"),
                expire instanceof Number seconds ? seconds.longValue() : null);
    }

    /** The keys in MongoDB's form. */
    public Document keyPattern() {
        var pattern = new Document();
        for (IndexKey field : fields) {
            pattern.append(field.getKey(), field.isAscending() ? 1 : -1);
        }
        return pattern;
    }

    /** Whether both have the same keys and options, whatever their ids. */
    public boolean sameAs(IndexDefinition other) {
        return keyPattern().toString().equals(other.keyPattern().toString())
                && unique == other.unique
                && sparse == other.sparse
                && Objects.equals(partial, other.partial)
                && Objects.equals(expireAfterSeconds, other.expireAfterSeconds);
    }

    byte[] prefix() {
        return new KeyBytes().putInt(id).toArray();
    }

    /** The key of a document, if this is the index of the documents. */
    public byte[] key(byte[] position) {
        return new KeyBytes().putInt(id).put(position).toArray();
    }

    /** The first key of the index. */
    public byte[] from() {
        return prefix();
    }

    /** The first key after those whose first field, an ascending one, has a value. */
    public byte[] after(@Nullable Object value) {
        return Interval.after(new KeyBytes().putInt(id).put(ValueKey.of(value)).toArray());
    }

    /** The first key after the index. */
    public byte[] to() {
        return new KeyBytes().putInt(id + 1).toArray();
    }
}
