package dev.tributary.followup;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class ChangedTransactionsEmbeddedTest extends ChangedTransactionsContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
