package dev.tributary.mongo.schema;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonInvalidOperationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds the declared indexes that a database lacks. One with the same keys or name but other options is replaced. */
final class IndexBuild {

    private static final Logger log = LoggerFactory.getLogger(IndexBuild.class);
    private static final int OPTIONS_CONFLICT = 85;
    private static final int KEYS_CONFLICT = 86;

    private final MongoDatabase database;
    private final MongoDatabase admin;
    private final List<StoreIndex> declared;

    /**
     * @param database by a client whose commands have no deadline
     * @param admin where the server says what it is at
     */
    IndexBuild(MongoDatabase database, MongoDatabase admin, List<StoreIndex> declared) {
        this.database = database;
        this.admin = admin;
        this.declared = declared;
    }

    /** The declared indexes that the server does not list. */
    List<StoreIndex> missing() {
        Map<String, List<BsonDocument>> listed = new HashMap<>();
        return declared.stream()
                .filter(index -> listed.computeIfAbsent(index.collection(), name -> listed(database, name)).stream()
                        .noneMatch(index::isListedAs))
                .toList();
    }

    /** Some servers refuse other options than those of an index that is there, others ignore them. */
    void build(StoreIndex index) {
        List<BsonDocument> there = listed(database, index.collection());
        if (there.stream().anyMatch(listed -> index.hasKeysOf(listed) && !index.hasOptionsOf(listed))) {
            drop(index, there);
        }
        MongoCollection<?> collection = database.getCollection(index.collection());
        try {
            collection.createIndex(index.keys(), index.options());
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != OPTIONS_CONFLICT && e.getErrorCode() != KEYS_CONFLICT) {
                throw e;
            }
            drop(index, there);
            collection.createIndex(index.keys(), index.options());
        }
    }

    private void drop(StoreIndex index, List<BsonDocument> there) {
        log.info("The index {} has other options than those declared: it is dropped and built again", index);
        for (BsonDocument listed : there) {
            String name = listed.getString("name").getValue();
            if (index.hasKeysOf(listed) || name.equals(index.name())) {
                database.getCollection(index.collection()).dropIndex(name);
            }
        }
    }

    /** How far the server is with the builds of a collection, such as "37 %"; empty where it does not say. */
    String progress(String collection) {
        try {
            BsonDocument running = admin.runCommand(
                    BsonDocument.parse("{currentOp: 1, \"command.createIndexes\": \"" + collection + "\"}"),
                    BsonDocument.class);
            return running.getArray("inprog").stream()
                    .map(op -> op.asDocument().getDocument("progress", new BsonDocument()))
                    .filter(done -> done.containsKey("done") && done.containsKey("total"))
                    .map(done -> percent(
                            done.getNumber("done").longValue(),
                            done.getNumber("total").longValue()))
                    .findFirst()
                    .orElse("");
        } catch (MongoException | BsonInvalidOperationException e) {
            log.debug("The server does not say how far an index is", e);
            return "";
        }
    }

    private static List<BsonDocument> listed(MongoDatabase database, String collection) {
        return database.getCollection(collection)
                .listIndexes(BsonDocument.class)
                .into(new ArrayList<>());
    }

    private static String percent(long done, long total) {
        return total == 0 ? "" : (100 * done / total) + " %";
    }
}
