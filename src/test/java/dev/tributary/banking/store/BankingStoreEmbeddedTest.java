package dev.tributary.banking.store;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class BankingStoreEmbeddedTest extends BankingStoreContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
