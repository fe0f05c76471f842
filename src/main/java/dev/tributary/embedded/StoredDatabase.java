package dev.tributary.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.EmptyIndex;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import dev.tributary.embedded.collection.StoredCollection;
import dev.tributary.embedded.collection.StoredIndex;
import dev.tributary.embedded.engine.Catalog;
import dev.tributary.embedded.engine.CommandScope;
import dev.tributary.embedded.index.IndexDefinition;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A database of stored collections, with the options of indexes that the server's own base class leaves out. */
final class StoredDatabase extends AbstractMongoDatabase<byte[]> {

    /** What the driver sends when it has not been told how many documents it wants at first. */
    private static final int FIRST_BATCH = 101;

    private final CommandScope scope;
    private final Catalog catalog;
    private final ReentrantLock definitions;
    private final Map<String, StoredCollection> opened = new ConcurrentHashMap<>();

    /** Descriptions of indexes that are about to be stored. */
    private final Map<String, Document> described = new ConcurrentHashMap<>();

    /** @param definitions held while collections or indexes come and go, before any lock of a collection */
    StoredDatabase(
            String name, CursorRegistry cursors, CommandScope scope, Catalog catalog, ReentrantLock definitions) {
        super(name, cursors);
        this.scope = scope;
        this.catalog = catalog;
        this.definitions = definitions;
    }

    /** Opens what there is. Not in the constructor, which the base class's methods would be called from too early. */
    void open() {
        initializeNamespacesAndIndexes();
    }

    List<StoredCollection> collections() {
        return List.copyOf(opened.values());
    }

    @Override
    public Document handleCommand(
            Channel channel, String command, Document query, DatabaseResolver resolver, Oplog oplog) {
        switch (command) {
            case "create", "createIndexes", "drop", "dropIndexes" -> scope.lockDefinitions(definitions);
            case "find" -> query.putIfAbsent("batchSize", FIRST_BATCH);
            case "explain" -> {
                return explain(query);
            }
            case "aggregate" -> {
                Document counted = CountPipeline.match(query);
                if (counted != null) {
                    return count(query, counted);
                }
            }
            default -> {}
        }
        return super.handleCommand(channel, command, query, resolver, oplog);
    }

    private Document count(Document query, Document filter) {
        StoredCollection collection = opened.get(String.valueOf(query.get("aggregate")));
        long count = collection == null ? 0 : collection.count(filter, 0, 0);
        return CountPipeline.reply(databaseName + '.' + query.get("aggregate"), count);
    }

    private Document explain(Document query) {
        var explained = (Document) Objects.requireNonNull(query.get("explain"));
        StoredCollection collection =
                opened.get(String.valueOf(explained.values().iterator().next()));
        if (collection == null) {
            var none = new Document("queryPlanner", new Document("winningPlan", new Document("stage", "EOF")));
            Utils.markOkay(none);
            return none;
        }
        boolean execute = !"queryPlanner".equals(query.get("verbosity"));
        Document filter = (Document) explained.getOrDefault("filter", explained.getOrDefault("query", new Document()));
        Document sort = (Document) explained.getOrDefault("sort", new Document());
        Document reply = explained.containsKey("distinct")
                ? collection.reader().explainDistinct(String.valueOf(explained.get("key")), filter)
                : collection.reader().explain(filter, sort, execute);
        Utils.markOkay(reply);
        return reply;
    }

    @Override
    protected MongoCollection<byte[]> resolveOrCreateCollection(String name) {
        MongoCollection<byte[]> collection = resolveCollection(name, false);
        if (collection != null) {
            return collection;
        }
        scope.lockDefinitions(definitions);
        return super.resolveOrCreateCollection(name);
    }

    /** A collection is there for others when it is stored: what they add to it must not depend on this command. */
    @Override
    public @Nullable MongoCollection<byte[]> resolveCollection(String name, boolean throwIfNotFound) {
        MongoCollection<byte[]> collection = super.resolveCollection(name, throwIfNotFound);
        return collection == null || opened.containsKey(name) || definitions.isHeldByCurrentThread()
                ? collection
                : null;
    }

    @Override
    protected MongoCollection<byte[]> openOrCreateCollection(String name, CollectionOptions options) {
        var collection = new StoredCollection(
                this, name, options, cursorRegistry, scope, catalog.idOf(getFullCollectionNamespace(name)));
        if (definitions.isHeldByCurrentThread()) {
            scope.whenCommitted(() -> opened.put(name, collection));
        } else {
            opened.put(name, collection);
        }
        return collection;
    }

    @Override
    public void unregisterCollection(String name) {
        opened.remove(name);
        super.unregisterCollection(name);
    }

    @Override
    protected void addIndex(Document description) {
        String key = description.get("ns") + "/" + description.get("name");
        described.put(key, description);
        try {
            super.addIndex(description);
        } finally {
            described.remove(key);
        }
    }

    @Override
    protected Index<byte[]> openOrCreateUniqueIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        return index(collection, name, keys);
    }

    @Override
    protected Index<byte[]> openOrCreateSecondaryIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        return index(collection, name, keys);
    }

    /** The index of the ids needs no object of its own: it is the documents. */
    private Index<byte[]> index(String collection, String name, List<IndexKey> keys) {
        if (name.equals("_id_")) {
            return new EmptyIndex<>(name, keys);
        }
        String full = getFullCollectionNamespace(collection) + '/' + name;
        Document description = described.get(full);
        if (description == null) {
            description = stored(collection, name);
        }
        return new StoredIndex(IndexDefinition.of(catalog.idOf(full), keys, description));
    }

    private Document stored(String collection, String name) {
        var wanted = new Document("ns", getFullCollectionNamespace(collection)).append("name", name);
        List<Document> found = new ArrayList<>();
        getOrCreateIndexesCollection().handleQuery(wanted).forEach(found::add);
        return found.isEmpty() ? wanted : found.get(0);
    }

    @Override
    protected long getFileSize() {
        return getStorageSize();
    }

    @Override
    protected long getStorageSize() {
        return scope.fileSize();
    }
}
