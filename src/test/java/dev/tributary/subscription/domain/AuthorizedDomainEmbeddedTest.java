package dev.tributary.subscription.domain;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class AuthorizedDomainEmbeddedTest extends AuthorizedDomainContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.embedded();
    }
}
