package dev.tributary.source.health;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class SourceHealthStoreEmbeddedTest extends SourceHealthStoreContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
