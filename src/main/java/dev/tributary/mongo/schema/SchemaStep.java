package dev.tributary.mongo.schema;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.currentDate;

import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database from the version before to this one.
 *
 * @param version the one that the database has afterwards
 * @param what is done, for the log
 */
public record SchemaStep(int version, String what, Work work) {

    /** Runs again where it was interrupted, so that a second run must change nothing. */
    public interface Work {

        /** @param declared the indexes of this release, which are built after all steps */
        void apply(MongoDatabase database, List<StoreIndex> declared);
    }

    private static final Logger log = LoggerFactory.getLogger(SchemaStep.class);

    /** Drops those of the indexes of an older release that this one does not declare. Others, such as an operator's, stay. */
    public static Work dropUnused(StoreIndex... old) {
        return (database, declared) -> {
            for (StoreIndex index : old) {
                if (declared.stream().noneMatch(needed -> isSame(index, needed))) {
                    drop(database, index);
                }
            }
        };
    }

    /** Sets {@code otherDate} to the server's time in each row of some collections that has neither date. */
    public static Work dated(List<String> collections, String date, String otherDate) {
        return (database, declared) -> collections.forEach(rows -> database.getCollection(rows)
                .updateMany(and(eq(date, null), eq(otherDate, null)), currentDate(otherDate)));
    }

    private static void drop(MongoDatabase database, StoreIndex index) {
        var collection = database.getCollection(index.collection());
        for (BsonDocument listed : collection.listIndexes(BsonDocument.class).into(new ArrayList<>())) {
            if (index.hasKeysOf(listed)) {
                log.info("Dropping the index {}, which is no longer used", index);
                collection.dropIndex(listed.getString("name").getValue());
            }
        }
    }

    private static boolean isSame(StoreIndex one, StoreIndex other) {
        return one.collection().equals(other.collection()) && one.members().equals(other.members());
    }
}
