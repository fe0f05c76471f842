package dev.tributary.banking.store;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class DocumentStoreEmbeddedTest extends DocumentStoreContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
