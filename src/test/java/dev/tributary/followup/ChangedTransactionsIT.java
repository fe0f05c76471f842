package dev.tributary.followup;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class ChangedTransactionsIT extends ChangedTransactionsContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
