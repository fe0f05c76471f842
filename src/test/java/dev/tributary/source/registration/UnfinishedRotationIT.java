package dev.tributary.source.registration;

import dev.tributary.store.TestDatabase;

class UnfinishedRotationIT extends UnfinishedRotationContract {

    @Override
    String server() {
        return TestDatabase.containerUri();
    }
}
