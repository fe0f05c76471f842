package dev.tributary.embedded.collection;

import de.bwaldvogel.mongo.backend.EmptyIndex;
import dev.tributary.embedded.index.IndexDefinition;

/** Carries a definition through the server, which calls none of an index's methods here. */
public final class StoredIndex extends EmptyIndex<byte[]> {

    private final IndexDefinition definition;

    public StoredIndex(IndexDefinition definition) {
        super(definition.name(), definition.fields());
        this.definition = definition;
    }

    public IndexDefinition definition() {
        return definition;
    }
}
