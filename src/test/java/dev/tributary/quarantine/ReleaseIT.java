package dev.tributary.quarantine;

import dev.tributary.store.TestDatabase;

class ReleaseIT extends ReleaseContract {

    @Override
    String server() {
        return TestDatabase.containerUri();
    }
}
