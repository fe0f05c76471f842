package dev.tributary.security.privacy;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import dev.tributary.mongo.ChangeCounter;
import dev.tributary.mongo.DuplicateKeys;
import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.security.secret.SecretCipher;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** Keys of end users in the collection {@code userkeys}, encrypted under the master key. Errors of the driver pass through. */
final class UserKeyStore {

    static final String NAME = "userkeys";

    private final MongoCollection<Document> keys;
    private final ChangeCounter destroyed;
    private final SecretCipher master;

    UserKeyStore(MongoDatabase database, SecretCipher master) {
        this.keys = database.getCollection(NAME);
        this.destroyed = new ChangeCounter(database, NAME);
        this.master = master;
    }

    /**
     * Inserts keys by one durable command.
     *
     * @param added by their users
     * @return whether all were inserted; a user whose key another gateway has inserted before keeps that one
     */
    boolean add(Map<EndUser, UserKey> added) {
        List<Document> documents = added.entrySet().stream()
                .map(one -> document(one.getKey().tenant(), one.getValue()))
                .toList();
        try {
            keys.insertMany(documents, new InsertManyOptions().ordered(false));
            return true;
        } catch (MongoBulkWriteException e) {
            if (!DuplicateKeys.only(e)) {
                throw e;
            }
            return false;
        }
    }

    /** The keys of users, by the users' digests; those without one are left out. */
    Map<String, UserKey> find(Collection<String> digests) {
        Map<String, UserKey> found = new HashMap<>();
        keys.withReadConcern(ReadConcern.MAJORITY)
                .find(in("_id", digests))
                .batchSize(digests.size() + 1) // all in the first answer
                .map(this::read)
                .forEach(key -> found.put(key.digest(), key));
        return found;
    }

    /** Removes one key, and says so to all gateways. A second call removes nothing, also no later key of the user. */
    void destroy(String digest, String serial) {
        keys.deleteOne(and(eq("_id", digest), eq("serial", serial)));
        destroyed.changed();
    }

    /** A number that differs after a key was destroyed. */
    long destroyed() {
        return destroyed.count();
    }

    private Document document(String tenant, UserKey key) {
        return new Document("_id", key.digest())
                .append("tenant", tenant)
                .append("serial", key.serial())
                .append("key", master.encrypt(key.digest(), Base64.getEncoder().encodeToString(key.bytes())));
    }

    /** One that cannot be read makes only what belongs to its user unreadable. */
    private UserKey read(Document document) {
        String digest = document.getString("_id");
        String serial = document.getString("serial");
        try {
            String key = master.decrypt(digest, document.getString("key"));
            return UserKey.of(digest, serial, Base64.getDecoder().decode(key));
        } catch (UnusableConfigurationException e) {
            return UserKey.unreadable(digest, serial);
        }
    }
}
