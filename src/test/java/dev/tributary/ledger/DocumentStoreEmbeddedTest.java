package dev.tributary.ledger;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class DocumentStoreEmbeddedTest extends DocumentStoreContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
