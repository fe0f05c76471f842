package dev.tributary.source.health;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class SourceHealthStoreIT extends SourceHealthStoreContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
