package dev.tributary.followup;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class FollowUpEmbeddedTest extends FollowUpContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
