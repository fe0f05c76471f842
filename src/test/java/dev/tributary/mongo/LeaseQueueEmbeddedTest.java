package dev.tributary.mongo;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class LeaseQueueEmbeddedTest extends LeaseQueueContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.embedded();
    }
}
