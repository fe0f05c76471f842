package dev.tributary.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import dev.tributary.mongo.schema.SchemaStep;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Rows that were deleted and whose ids are never reused, because other collections name them and callers outside know
 * them. Such a row is replaced by a mark: its id, and nothing of its tenant. The unique index of the ids refuses another row.
 */
public final class DeletedRows {

    /** Fits the rows that are not deleted, and is carried by an index that begins with the tenant. */
    public static final Bson LIVE = gte("tenant", "");

    private DeletedRows() {}

    /** Replaces the row that fits by its mark. False: there is none. */
    public static boolean delete(MongoCollection<Document> rows, String id, Bson filter) {
        return rows.replaceOne(filter, new Document("_id", id).append("deleted", true))
                        .getMatchedCount()
                == 1;
    }

    /**
     * For databases of releases that left no marks: marks the ids that the audit log says were deleted, unless there is a row.
     *
     * @param action of the audit entries
     */
    public static SchemaStep.Work markedFromAudit(String action, String collection) {
        return (database, declared) -> mark(database, action, database.getCollection(collection));
    }

    private static void mark(MongoDatabase database, String action, MongoCollection<Document> rows) {
        for (Document entry :
                database.getCollection("audit").find(eq("action", action)).projection(include("what"))) {
            rows.updateOne(
                    eq("_id", entry.getString("what")), setOnInsert("deleted", true), new UpdateOptions().upsert(true));
        }
    }
}
