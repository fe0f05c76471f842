package dev.tributary.embedded.collection;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.IndexBuildFailedException;
import de.bwaldvogel.mongo.exception.IndexKeySpecsConflictException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.tributary.embedded.engine.Catalog;
import dev.tributary.embedded.engine.CommandScope;
import dev.tributary.embedded.engine.KeyScan;
import dev.tributary.embedded.engine.View;
import dev.tributary.embedded.engine.WriteSession;
import dev.tributary.embedded.index.IndexDefinition;
import dev.tributary.embedded.index.IndexEntries;
import java.util.List;
import java.util.Optional;

/** Adds an index to a collection, under its lock: from its documents, unless that was done at an earlier start. */
final class IndexBuild {

    private static final String BUILT = "built";
    private static final byte[] YES = {1};

    private final CommandScope scope;
    private final StoredCollection collection;

    IndexBuild(CommandScope scope, StoredCollection collection) {
        this.scope = scope;
        this.collection = collection;
    }

    void add(StoredIndex index) {
        IndexDefinition definition = index.definition();
        Optional<IndexDefinition> present = collection.indexes().named(definition.name());
        if (present.isPresent()) {
            if (!present.get().sameAs(definition)) {
                throw new IndexKeySpecsConflictException(index, new StoredIndex(present.get()));
            }
            return;
        }
        WriteSession session = scope.session();
        boolean built = session.get(Catalog.key(BUILT, definition.id())) != null;
        CollectionIndexes.Used used = CollectionIndexes.open(definition, session);
        if (!built) {
            session.clear(definition.from(), definition.to());
            fill(used, session);
            session.put(Catalog.key(BUILT, definition.id()), YES);
        }
        if (built) {
            collection.indexes().add(used);
        } else {
            // Readers must not choose it while its entries are not committed.
            scope.whenCommitted(() -> collection.indexes().add(used));
        }
    }

    private void fill(CollectionIndexes.Used used, WriteSession session) {
        IndexDefinition primary = collection.primary();
        try (View documents = scope.snapshot();
                KeyScan keys = documents.scan(primary.from(), primary.to(), false)) {
            while (keys.next()) {
                byte[] position = IndexEntries.position(primary, keys.key(), keys.value());
                Document document = BsonBytes.read(keys.value());
                CollectionIndexes.apply(
                        collection.indexes().change(session, position, null, document, List.of(used)), session);
                scope.writePart();
            }
        } catch (MongoServerError e) {
            throw new IndexBuildFailedException(e, collection);
        }
    }
}
