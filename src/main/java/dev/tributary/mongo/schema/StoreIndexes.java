package dev.tributary.mongo.schema;

import com.mongodb.client.MongoDatabase;
import java.util.List;

/** The indexes that one store declares. As a bean they are built at start-up, before any store is used. */
public record StoreIndexes(List<StoreIndex> all) {

    public static StoreIndexes of(StoreIndex... all) {
        return new StoreIndexes(List.of(all));
    }

    /** Builds them now, without a report: for a database of a test. Returns the database. */
    public MongoDatabase on(MongoDatabase database) {
        all.forEach(index -> database.getCollection(index.collection()).createIndex(index.keys(), index.options()));
        return database;
    }
}
