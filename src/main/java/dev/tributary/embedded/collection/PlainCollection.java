package dev.tributary.embedded.collection;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import dev.tributary.embedded.index.ValueKey;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A collection that the server's base class takes for one without indexes: a document is found by the key of its id. */
abstract class PlainCollection extends AbstractMongoCollection<byte[]> {

    PlainCollection(MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursors) {
        super(database, name, options, cursors);
    }

    /** By its id; where the collection has none, by all that is in it. */
    final byte[] position(Document document) {
        String idField = getIdField();
        return ValueKey.of(idField == null ? document : document.get(idField));
    }

    @Override
    protected byte[] findDocumentPosition(Document document) {
        return position(document);
    }

    final List<Document> project(List<Document> documents, @Nullable Document fields) {
        return fields == null || fields.isEmpty()
                ? documents
                : matchDocumentsFromStream(new Document(), documents.stream(), 0, 0, 0, null, fields)
                        .collectDocuments();
    }

    @Override
    protected Stream<DocumentWithPosition<byte[]>> streamAllDocumentsWithPosition() {
        return queryAllAsStream().map(document -> new DocumentWithPosition<>(document, position(document)));
    }

    @Override
    protected QueryResult matchDocuments(
            Document query, Document order, int skip, int limit, int batch, Document fields) {
        return queryDocuments(query, order, skip, limit, batch, fields);
    }

    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected void updateDataSize(int delta) {
        // not tracked
    }

    @Override
    protected int getDataSize() {
        return 0;
    }
}
