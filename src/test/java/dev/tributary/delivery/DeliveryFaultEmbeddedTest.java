package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class DeliveryFaultEmbeddedTest extends DeliveryFaultContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
