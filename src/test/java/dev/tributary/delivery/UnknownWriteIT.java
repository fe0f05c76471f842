package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class UnknownWriteIT extends UnknownWriteContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
