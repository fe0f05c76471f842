package dev.tributary.mongo;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class LeaseQueueIT extends LeaseQueueContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.container();
    }
}
