package dev.tributary.source.drift;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class DriftEmbeddedTest extends DriftContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
