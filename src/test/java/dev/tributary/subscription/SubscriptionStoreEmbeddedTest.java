package dev.tributary.subscription;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class SubscriptionStoreEmbeddedTest extends SubscriptionStoreContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
