package dev.tributary.platform;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class MembershipEmbeddedTest extends MembershipContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.embedded();
    }
}
