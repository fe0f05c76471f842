package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class FailingEndpointEmbeddedTest extends FailingEndpointContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
