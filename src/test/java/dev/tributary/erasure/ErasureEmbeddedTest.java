package dev.tributary.erasure;

import dev.tributary.store.TestDatabase;

class ErasureEmbeddedTest extends ErasureContract {

    @Override
    String storeUri() {
        return Databases.fresh(TestDatabase.embeddedUri());
    }
}
