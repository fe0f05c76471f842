package dev.tributary.eventstore;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class FeedIT extends FeedContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.container();
    }
}
