package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class LostLeaseIT extends LostLeaseContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
