package dev.tributary.receipt.rejected;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class RejectedProofEmbeddedTest extends RejectedProofContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.embedded();
    }
}
