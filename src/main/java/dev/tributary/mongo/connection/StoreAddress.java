package dev.tributary.mongo.connection;

import com.mongodb.ConnectionString;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;

/**
 * Which store this gateway uses.
 *
 * @param setting the one that names it, for messages
 * @param kind "embedded store" or "server", for people
 * @param place hosts or folder, without secrets
 * @param uri may hold a password
 */
public record StoreAddress(String setting, String kind, String place, ConnectionString uri, String database) {

    /**
     * Concerns in code, not left to a server's defaults or to the URI: what is answered is journaled on a majority, and
     * claims and read-backs see what was written.
     */
    public MongoDatabase open(MongoClient client) {
        return client.getDatabase(database)
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true))
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.LOCAL);
    }

    @Override
    public String toString() {
        return kind + " " + place + ", database " + database;
    }
}
