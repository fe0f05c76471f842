package dev.tributary.mongo.page;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class ModifiedReaderIT extends ModifiedReaderContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.container();
    }
}
