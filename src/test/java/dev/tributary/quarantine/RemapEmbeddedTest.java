package dev.tributary.quarantine;

import dev.tributary.store.TestDatabase;

class RemapEmbeddedTest extends RemapContract {

    @Override
    String server() {
        return TestDatabase.embeddedUri();
    }

    @Override
    int calls() {
        return 2_000;
    }
}
