package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class DeliveryFaultIT extends DeliveryFaultContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
