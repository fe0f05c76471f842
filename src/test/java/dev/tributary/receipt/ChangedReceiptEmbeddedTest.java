package dev.tributary.receipt;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class ChangedReceiptEmbeddedTest extends ChangedReceiptContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.embedded();
    }
}
