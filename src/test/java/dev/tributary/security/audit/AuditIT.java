package dev.tributary.security.audit;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class AuditIT extends AuditContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
