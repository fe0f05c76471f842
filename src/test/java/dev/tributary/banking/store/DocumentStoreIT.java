package dev.tributary.banking.store;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class DocumentStoreIT extends DocumentStoreContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
