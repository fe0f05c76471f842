package dev.tributary.eventstore;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class FeedEmbeddedTest extends FeedContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.embedded();
    }
}
