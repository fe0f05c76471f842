package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class DeliveryIT extends DeliveryContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
