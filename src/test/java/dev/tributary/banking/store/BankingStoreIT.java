package dev.tributary.banking.store;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class BankingStoreIT extends BankingStoreContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
