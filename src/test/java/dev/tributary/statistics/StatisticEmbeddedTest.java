package dev.tributary.statistics;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class StatisticEmbeddedTest extends StatisticContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.embedded();
    }
}
