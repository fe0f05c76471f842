package dev.tributary.erasure;

import dev.tributary.store.TestDatabase;

class ErasureIT extends ErasureContract {

    @Override
    String storeUri() {
        return Databases.fresh(TestDatabase.containerUri());
    }
}
