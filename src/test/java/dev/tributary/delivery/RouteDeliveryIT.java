package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class RouteDeliveryIT extends RouteDeliveryContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
