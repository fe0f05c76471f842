package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class RouteDeliveryEmbeddedTest extends RouteDeliveryContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
