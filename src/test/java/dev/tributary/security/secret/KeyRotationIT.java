package dev.tributary.security.secret;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class KeyRotationIT extends KeyRotationContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
