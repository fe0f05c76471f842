package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class HandlerDeliveryEmbeddedTest extends HandlerDeliveryContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
