package dev.tributary.eventstore;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class DuplicateEmbeddedTest extends DuplicateContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.embedded();
    }
}
