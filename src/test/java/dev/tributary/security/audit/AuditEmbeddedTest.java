package dev.tributary.security.audit;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class AuditEmbeddedTest extends AuditContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
