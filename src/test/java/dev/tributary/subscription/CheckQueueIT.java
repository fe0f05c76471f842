package dev.tributary.subscription;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class CheckQueueIT extends CheckQueueContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
