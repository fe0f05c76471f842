package dev.tributary.embedded.collection;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.bson.Document;
import dev.tributary.embedded.engine.CommandScope;
import dev.tributary.embedded.engine.View;
import java.util.List;
import java.util.function.UnaryOperator;

/** The rest of a query's documents, read when they are asked for, as they are then. */
final class StoredCursor extends AbstractCursor {

    private final CommandScope scope;
    private final DocumentSource source;
    private final UnaryOperator<List<Document>> projection;

    StoredCursor(long id, CommandScope scope, DocumentSource source, UnaryOperator<List<Document>> projection) {
        super(id);
        this.scope = scope;
        this.source = source;
        this.projection = projection;
    }

    @Override
    public boolean isEmpty() {
        return source.isExhausted();
    }

    @Override
    public synchronized List<Document> takeDocuments(int count) {
        try (View view = scope.view()) {
            return projection.apply(source.take(view, count > 0 ? count : Integer.MAX_VALUE));
        }
    }
}
