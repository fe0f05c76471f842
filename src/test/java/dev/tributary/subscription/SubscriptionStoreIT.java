package dev.tributary.subscription;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class SubscriptionStoreIT extends SubscriptionStoreContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
