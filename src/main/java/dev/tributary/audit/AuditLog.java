package dev.tributary.audit;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.StoreIndex;
import dev.tributary.mongo.StoreIndexes;
import java.util.Date;
import org.bson.Document;

/**
 * Writes down, durably, who did what to which thing; never what was in it. A change is written down before it is made, so
 * that none is missing; one that a conflict or a fault then stopped is there, too. Errors of the driver pass through.
 */
public final class AuditLog {

    static final StoreIndexes INDEXES = StoreIndexes.of(StoreIndex.on("audit", "lists of a tenant", "tenant", "_id"));

    private final MongoCollection<Document> entries;
    private final TimeOrderedId ids;

    AuditLog(MongoDatabase database, TimeOrderedId ids) {
        this.entries = database.getCollection("audit");
        this.ids = ids;
    }

    /**
     * @param who the token's subject
     * @param action such as {@code source.create} or {@code receipt.body.read}
     * @param what the id of the thing
     */
    public void add(String tenant, String who, String action, String what) {
        String id = ids.next();
        entries.insertOne(new Document("_id", id)
                .append("tenant", tenant)
                .append("at", Date.from(TimeOrderedId.instantOf(id)))
                .append("who", who)
                .append("action", action)
                .append("what", what));
    }
}
