package dev.tributary.banking.store;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class RefreshOrderEmbeddedTest extends RefreshOrderContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
