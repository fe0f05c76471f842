package dev.tributary.receipt;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class ReceiptListEmbeddedTest extends ReceiptListContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.embedded();
    }
}
