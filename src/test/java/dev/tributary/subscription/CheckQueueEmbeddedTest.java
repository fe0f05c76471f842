package dev.tributary.subscription;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class CheckQueueEmbeddedTest extends CheckQueueContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
