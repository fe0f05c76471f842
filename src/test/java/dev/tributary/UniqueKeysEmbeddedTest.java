package dev.tributary;

import dev.tributary.store.TestDatabase;

class UniqueKeysEmbeddedTest extends UniqueKeysContract {

    @Override
    String uri(String database) {
        return TestDatabase.embeddedUri().replaceFirst("/(\\?|$)", "/" + database + "$1");
    }
}
