package dev.tributary.embedded.collection;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.IndexNotFoundException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import dev.tributary.embedded.engine.Catalog;
import dev.tributary.embedded.engine.CommandScope;
import dev.tributary.embedded.engine.View;
import dev.tributary.embedded.engine.WriteSession;
import dev.tributary.embedded.index.IndexDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose documents are values of the engine, by the keys of their ids. The server's own base class applies
 * updates and forms replies; which documents it gets is decided here, and it knows of no index.
 */
public final class StoredCollection extends PlainCollection {

    private final CommandScope scope;
    private final CollectionIndexes indexes;
    private final CollectionReader reader;
    private final ReentrantLock lock = new ReentrantLock();
    private final IndexDefinition primary;
    private final DocumentCount count;
    private int updateLimit;
    private boolean dropped;

    public StoredCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            CursorRegistry cursors,
            CommandScope scope,
            int id) {
        super(database, name, options, cursors);
        this.scope = scope;

        String idField = options.getIdField();
        this.primary = IndexDefinition.primary(id, idField == null ? "" : idField);
        this.indexes = new CollectionIndexes(database.getDatabaseName() + '.' + name, primary);
        this.reader = new CollectionReader(scope, indexes, (view, position) -> view.get(primary.key(position)));
        this.count = new DocumentCount(scope, id);
    }

    public IndexDefinition primary() {
        return primary;
    }

    public CollectionIndexes indexes() {
        return indexes;
    }

    public CollectionReader reader() {
        return reader;
    }

    private void startWriting() {
        if (!lock.isHeldByCurrentThread()) {
            scope.lock(lock);
            scope.changed(count);
            if (dropped) {
                throw new MongoServerError(
                        CollectionIndexes.QUERY_PLAN_KILLED, "QueryPlanKilled", "collection dropped: " + getFullName());
            }
        }
    }

    @Override
    public void addDocument(Document document) {
        startWriting();
        super.addDocument(document);
    }

    @Override
    public List<Document> insertDocuments(List<Document> documents, boolean isOrdered) {
        startWriting();
        return super.insertDocuments(documents, isOrdered);
    }

    @Override
    public Document updateDocuments(
            Document selector,
            Document update,
            ArrayFilters arrayFilters,
            boolean isMulti,
            boolean isUpsert,
            Oplog oplog) {
        startWriting();
        updateLimit = isMulti ? 0 : 1;
        try {
            return super.updateDocuments(selector, update, arrayFilters, isMulti, isUpsert, oplog);
        } finally {
            updateLimit = 0;
        }
    }

    @Override
    public int deleteDocuments(Document selector, int limit, Oplog oplog) {
        startWriting();
        return super.deleteDocuments(selector, Math.max(limit, 0), oplog);
    }

    /** Removes documents whose time is past; returns how many, {@code limit} at the utmost. */
    public int expire(String field, Instant until, int limit) {
        startWriting();
        var past = new Document(field, new Document("$lte", until));
        List<byte[]> positions = reader.positions(past, new Document(), 0, limit);
        positions.forEach(this::removeDocument);
        return positions.size();
    }

    @Override
    public Document findAndModify(Document query) {
        startWriting();
        return super.findAndModify(query);
    }

    @Override
    protected byte[] addDocumentInternal(Document document) {
        byte[] position = position(document);
        byte[] key = primary.key(position);
        WriteSession session = scope.session();
        if (session.get(key) != null) {
            throw indexes.duplicate(primary, document);
        }
        CollectionIndexes.apply(indexes.change(session, position, null, document, indexes.all()), session);
        session.put(key, BsonBytes.of(document));
        count.add(1);
        scope.writePart();
        return position;
    }

    @Override
    protected void handleUpdate(byte[] position, Document before, Document after) {
        WriteSession session = scope.session();
        CollectionIndexes.apply(indexes.change(session, position, before, after, indexes.all()), session);
        session.put(primary.key(position), BsonBytes.of(after));
        scope.writePart();
    }

    @Override
    protected void removeDocument(byte[] position) {
        WriteSession session = scope.session();
        Document document = getDocument(position);
        if (document != null) {
            CollectionIndexes.apply(indexes.change(session, position, document, null, indexes.all()), session);
            session.delete(primary.key(position));
            count.add(-1);
            scope.writePart();
        }
    }

    @Override
    protected @Nullable Document getDocument(byte[] position) {
        try (View view = scope.view()) {
            byte[] bson = view.get(primary.key(position));
            return bson == null ? null : BsonBytes.read(bson);
        }
    }

    @Override
    protected QueryResult queryDocuments(
            Document query, @Nullable Document order, int skip, int limit, int batch, @Nullable Document fields) {
        Document sort = order == null ? new Document() : order;
        boolean changing = lock.isHeldByCurrentThread();
        if (changing) {
            int max = limit == 0 ? updateLimit : limit;
            List<byte[]> positions = reader.positions(query, sort, skip, max);
            return new QueryResult(() -> positions.stream()
                    .map(this::getDocument)
                    .filter(Objects::nonNull)
                    .iterator());
        }
        DocumentSource source = reader.find(query, sort, skip, limit);
        if (batch == 0) {
            return new QueryResult(new AllDocuments(scope, source));
        }
        var cursor =
                new StoredCursor(cursorRegistry.generateCursorId(), scope, source, taken -> project(taken, fields));
        List<Document> first = cursor.takeDocuments(batch);
        if (cursor.isEmpty()) {
            return new QueryResult(first);
        }
        cursorRegistry.add(cursor);
        return new QueryResult(first, cursor);
    }

    @Override
    public Document handleDistinct(Document query) {
        return reader.distinct(
                String.valueOf(query.get("key")), (Document) query.getOrDefault("query", new Document()));
    }

    @Override
    public int count(@Nullable Document query, int skip, int limit) {
        long found = query == null || query.isEmpty() ? count.get() : reader.count(query);
        long counted = Math.max(0, found - skip);
        return Math.toIntExact(limit > 0 ? Math.min(limit, counted) : counted);
    }

    @Override
    public int count() {
        return Math.toIntExact(count.get());
    }

    @Override
    public void addIndex(Index<byte[]> index) {
        if (index instanceof StoredIndex stored) {
            startWriting();
            new IndexBuild(scope, this).add(stored);
        }
    }

    @Override
    public void dropIndex(String name) {
        if (name.equals(primary.name())) {
            return;
        }
        startWriting();
        IndexDefinition index = indexes.named(name)
                .orElseThrow(() -> new IndexNotFoundException("index not found with name [" + name + "]"));
        indexes.remove(index);
        Catalog.forget(scope.session(), getFullName() + '/' + name);
        scope.session().drop(index.from(), index.to());
    }

    @Override
    public void drop() {
        startWriting();
        indexes.all().forEach(used -> dropIndex(used.definition().name()));
        Catalog.forget(scope.session(), getFullName());
        scope.session().drop(primary.from(), primary.to());
        count.clear();
        dropped = true;
    }
}
