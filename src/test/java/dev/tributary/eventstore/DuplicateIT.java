package dev.tributary.eventstore;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class DuplicateIT extends DuplicateContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.container();
    }
}
