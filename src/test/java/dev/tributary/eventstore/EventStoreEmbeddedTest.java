package dev.tributary.eventstore;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class EventStoreEmbeddedTest extends EventStoreContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.embedded();
    }
}
