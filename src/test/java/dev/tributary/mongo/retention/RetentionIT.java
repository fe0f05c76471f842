package dev.tributary.mongo.retention;

import dev.tributary.store.TestDatabase;

class RetentionIT extends RetentionContract {

    @Override
    String uri(String database) {
        return TestDatabase.containerUri().replaceFirst("/(\\?|$)", "/" + database + "$1");
    }
}
