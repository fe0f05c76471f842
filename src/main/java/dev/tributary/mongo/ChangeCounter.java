package dev.tributary.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;

/**
 * Counts the writes to a collection that gateways keep in memory, so that each learns by one small read whether there is
 * anything new. A crash between a write and its count delays the news until the whole collection is read again.
 */
public final class ChangeCounter {

    private final MongoCollection<Document> counters;
    private final String name;

    /** @param name of the collection whose writes are counted */
    public ChangeCounter(MongoDatabase database, String name) {
        this.counters = database.getCollection("changes");
        this.name = name;
    }

    /** Says that the collection was written to. */
    public void changed() {
        counters.updateOne(eq("_id", name), inc("count", 1L), new UpdateOptions().upsert(true));
    }

    /** A number that differs after each change. */
    public long count() {
        Document counter = counters.find(eq("_id", name)).first();
        return counter == null ? 0 : counter.getLong("count");
    }
}
