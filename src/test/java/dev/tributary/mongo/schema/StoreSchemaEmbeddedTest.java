package dev.tributary.mongo.schema;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class StoreSchemaEmbeddedTest extends StoreSchemaContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.embedded();
    }
}
