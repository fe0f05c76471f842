package dev.tributary.receipt;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class ReceiptStoreEmbeddedTest extends ReceiptStoreContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.embedded();
    }
}
