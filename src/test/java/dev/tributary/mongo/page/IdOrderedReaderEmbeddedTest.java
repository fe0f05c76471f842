package dev.tributary.mongo.page;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class IdOrderedReaderEmbeddedTest extends IdOrderedReaderContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.embedded();
    }
}
