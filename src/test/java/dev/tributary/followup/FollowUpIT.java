package dev.tributary.followup;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class FollowUpIT extends FollowUpContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
