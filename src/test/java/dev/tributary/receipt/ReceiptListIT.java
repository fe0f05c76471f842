package dev.tributary.receipt;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class ReceiptListIT extends ReceiptListContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.container();
    }
}
