package dev.tributary.mongo.retention;

import dev.tributary.store.TestDatabase;

class RetentionEmbeddedTest extends RetentionContract {

    @Override
    String uri(String database) {
        return TestDatabase.embeddedUri().replaceFirst("/(\\?|$)", "/" + database + "$1");
    }
}
