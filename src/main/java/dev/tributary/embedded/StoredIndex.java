package dev.tributary.embedded;

import de.bwaldvogel.mongo.backend.EmptyIndex;
import dev.tributary.embedded.index.IndexDefinition;

/** Carries a definition through the server, which calls none of an index's methods here. */
final class StoredIndex extends EmptyIndex<byte[]> {

    private final IndexDefinition definition;

    StoredIndex(IndexDefinition definition) {
        super(definition.name(), definition.fields());
        this.definition = definition;
    }

    IndexDefinition definition() {
        return definition;
    }
}
