package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class HandlerDeliveryIT extends HandlerDeliveryContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
