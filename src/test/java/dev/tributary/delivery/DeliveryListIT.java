package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class DeliveryListIT extends DeliveryListContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
