package dev.tributary.quarantine;

import dev.tributary.store.TestDatabase;

class RemapIT extends RemapContract {

    @Override
    String server() {
        return TestDatabase.containerUri();
    }

    @Override
    int calls() {
        return 1_000;
    }
}
