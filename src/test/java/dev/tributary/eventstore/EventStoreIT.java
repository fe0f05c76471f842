package dev.tributary.eventstore;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class EventStoreIT extends EventStoreContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.container();
    }
}
