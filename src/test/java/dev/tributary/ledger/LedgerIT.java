package dev.tributary.ledger;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class LedgerIT extends LedgerContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
