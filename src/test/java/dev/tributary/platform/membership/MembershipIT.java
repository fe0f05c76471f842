package dev.tributary.platform.membership;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class MembershipIT extends MembershipContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.container();
    }
}
