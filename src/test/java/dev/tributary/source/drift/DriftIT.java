package dev.tributary.source.drift;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class DriftIT extends DriftContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
