package dev.tributary.security.secret;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class KeyRotationEmbeddedTest extends KeyRotationContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
