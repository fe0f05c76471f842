package dev.tributary;

import dev.tributary.store.TestDatabase;

class UniqueKeysIT extends UniqueKeysContract {

    @Override
    String uri(String database) {
        return TestDatabase.containerUri().replaceFirst("/(\\?|$)", "/" + database + "$1");
    }
}
