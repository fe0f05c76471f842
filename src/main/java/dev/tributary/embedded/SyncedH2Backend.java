package dev.tributary.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * The H2 backend, which by itself writes to disk about once a second, made to honour {@code j: true}: such a command is
 * answered when its change is committed and synced. Commands that arrive while a sync is running share the next one.
 */
final class SyncedH2Backend extends H2Backend {

    /** How {@link H2Database} begins the names of the maps with its documents. */
    private static final String COLLECTIONS = "databases.";

    /** The same for the maps with their sizes. */
    private static final String META = "meta.";

    private static final DocumentType DOCUMENTS = new DocumentType();
    private static final IndexKeyType INDEX_KEYS = new IndexKeyType();

    private final MVStore store;
    private final AtomicLong written = new AtomicLong();
    private long synced;

    SyncedH2Backend(MVStore store) {
        super(store);
        this.store = store;
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        Document reply = super.handleCommand(channel, database, command, query);
        if (query.get("writeConcern") instanceof Document concern && Boolean.TRUE.equals(concern.get("j"))) {
            sync(written.incrementAndGet());
        }
        return reply;
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new TypedDatabase(name);
    }

    /**
     * Opens each map with its types before the database does, which then gets the open one. An inner class, because
     * the database opens its first maps while it is being constructed.
     */
    private final class TypedDatabase extends H2Database {

        TypedDatabase(String name) {
            super(name, getMvStore(), getCursorRegistry());
        }

        @Override
        protected MongoCollection<Object> openOrCreateCollection(String collection, CollectionOptions options) {
            String name = getFullCollectionNamespace(collection);
            MVMap<Object, Document> documents = getMvStore()
                    .openMap(COLLECTIONS + name, new MVMap.Builder<Object, Document>().valueType(DOCUMENTS));
            MVMap<String, Object> meta = getMvStore().openMap(META + name);
            return new PlannedCollection(this, collection, options, documents, meta, getCursorRegistry());
        }

        @Override
        protected Index<Object> openOrCreateUniqueIndex(
                String collection, String index, List<IndexKey> keys, boolean sparse) {
            getMvStore()
                    .openMap(
                            getFullCollectionNamespace(collection) + "._index_" + index,
                            new MVMap.Builder<KeyValue, Object>().keyType(INDEX_KEYS));
            return super.openOrCreateUniqueIndex(collection, index, keys, sparse);
        }
    }

    private synchronized void sync(long ticket) {
        if (synced < ticket) {
            long covered = written.get();
            store.commit();
            store.sync();
            synced = covered;
        }
    }
}
