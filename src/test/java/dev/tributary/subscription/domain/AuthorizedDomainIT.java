package dev.tributary.subscription.domain;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class AuthorizedDomainIT extends AuthorizedDomainContract {

    @Override
    MongoDatabase freshDatabase() {
        return TestDatabase.container();
    }
}
