package dev.tributary.statistics;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;

class StatisticIT extends StatisticContract {

    @Override
    MongoDatabase database() {
        return TestDatabase.container();
    }
}
