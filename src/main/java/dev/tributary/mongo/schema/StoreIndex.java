package dev.tributary.mongo.schema;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * An index that a store needs: a collection and members in ascending order.
 *
 * @param why which query or rule needs it; stands in the log while it is built
 * @param where only documents that match are in the index; null for all
 * @param expiring the only member is a date, and a document is removed when it has passed
 */
public record StoreIndex(
        String collection,
        List<String> members,
        String why,
        boolean unique,
        @Nullable Bson where,
        boolean expiring) {

    public static StoreIndex on(String collection, String why, String... members) {
        return new StoreIndex(collection, List.of(members), why, false, null, false);
    }

    /** The same, with at most one document for each combination of values. */
    public StoreIndex asUnique() {
        return new StoreIndex(collection, members, why, true, where, expiring);
    }

    /** The same, over the matching documents only. */
    public StoreIndex onlyWhere(Bson filter) {
        return new StoreIndex(collection, members, why, unique, filter, expiring);
    }

    /** The same, and each document is removed when the date in its member has passed. */
    public StoreIndex asExpiring() {
        return new StoreIndex(collection, members, why, unique, where, true);
    }

    /** The name that the server gives to an index without one. */
    String name() {
        return String.join("_1_", members) + "_1";
    }

    BsonDocument keys() {
        return Indexes.ascending(members).toBsonDocument();
    }

    IndexOptions options() {
        var options = new IndexOptions().unique(unique).partialFilterExpression(where);
        return expiring ? options.expireAfter(0L, TimeUnit.SECONDS) : options;
    }

    /** Whether an index as the server lists it is this one. A server may write numbers and filters in its own way. */
    boolean isListedAs(BsonDocument listed) {
        return hasKeysOf(listed)
                && hasOptionsOf(listed)
                && Objects.equals(where == null ? null : where.toBsonDocument(), listed.get("partialFilterExpression"));
    }

    /** Whether both are unique or not, and both are expiring or not: what every server lists in the same way. */
    boolean hasOptionsOf(BsonDocument listed) {
        BsonValue seconds = listed.get("expireAfterSeconds");
        return unique == listed.getBoolean("unique", BsonBoolean.FALSE).getValue()
                && (expiring
                        ? seconds != null
                                && seconds.isNumber()
                                && seconds.asNumber().longValue() == 0
                        : seconds == null);
    }

    /** Whether the listed index is over the same members in the same order. */
    boolean hasKeysOf(BsonDocument listed) {
        BsonDocument keys = listed.getDocument("key");
        return List.copyOf(keys.keySet()).equals(members)
                && keys.values().stream()
                        .allMatch(value -> value.isNumber() && value.asNumber().intValue() == 1);
    }

    @Override
    public String toString() {
        return "{" + String.join(", ", members) + "} of " + collection;
    }
}
