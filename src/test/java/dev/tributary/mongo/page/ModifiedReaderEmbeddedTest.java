package dev.tributary.mongo.page;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class ModifiedReaderEmbeddedTest extends ModifiedReaderContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.embedded();
    }
}
