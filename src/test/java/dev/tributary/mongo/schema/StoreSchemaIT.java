package dev.tributary.mongo.schema;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class StoreSchemaIT extends StoreSchemaContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.container();
    }
}
