package dev.tributary.security.secret;

import dev.tributary.store.TestDatabase;

class UserKeyRotationIT extends UserKeyRotationContract {

    @Override
    String uri(String database) {
        return TestDatabase.containerUri().replaceFirst("/(\\?|$)", "/" + database + "$1");
    }
}
