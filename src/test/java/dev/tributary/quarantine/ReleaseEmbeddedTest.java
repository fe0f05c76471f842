package dev.tributary.quarantine;

import dev.tributary.store.TestDatabase;

class ReleaseEmbeddedTest extends ReleaseContract {

    @Override
    String server() {
        return TestDatabase.embeddedUri();
    }
}
