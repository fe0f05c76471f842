package dev.tributary.embedded.collection;

import de.bwaldvogel.mongo.bson.Document;
import dev.tributary.embedded.engine.CommandScope;
import dev.tributary.embedded.engine.View;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** All documents of a query for the server's own use, of which only some are in memory. To be read once. */
record AllDocuments(CommandScope scope, DocumentSource source) implements Iterable<Document> {

    private static final int COUNT = 500;

    @Override
    public Iterator<Document> iterator() {
        return new Iterator<>() {
            private Iterator<Document> taken = List.<Document>of().iterator();

            @Override
            public boolean hasNext() {
                while (!taken.hasNext() && !source.isExhausted()) {
                    try (View view = scope.view()) {
                        taken = source.take(view, COUNT).iterator();
                    }
                }
                return taken.hasNext();
            }

            @Override
            public Document next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return taken.next();
            }
        };
    }
}
