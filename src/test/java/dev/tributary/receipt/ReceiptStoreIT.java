package dev.tributary.receipt;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class ReceiptStoreIT extends ReceiptStoreContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.container();
    }
}
