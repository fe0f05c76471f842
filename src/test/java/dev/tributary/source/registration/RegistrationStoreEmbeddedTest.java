package dev.tributary.source.registration;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class RegistrationStoreEmbeddedTest extends RegistrationStoreContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
