package dev.tributary.ledger;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class LedgerEmbeddedTest extends LedgerContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
