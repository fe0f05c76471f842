package dev.tributary.security.secret;

import dev.tributary.store.TestDatabase;

class UserKeyRotationEmbeddedTest extends UserKeyRotationContract {

    @Override
    String uri(String database) {
        return TestDatabase.embeddedUri().replaceFirst("/(\\?|$)", "/" + database + "$1");
    }
}
