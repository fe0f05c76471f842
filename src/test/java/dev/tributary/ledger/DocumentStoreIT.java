package dev.tributary.ledger;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class DocumentStoreIT extends DocumentStoreContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
