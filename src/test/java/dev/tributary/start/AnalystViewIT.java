package dev.tributary.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;

/** Views on the server that the tests use. */
class AnalystViewIT {

    @Test
    void showsAmountsAsNumbersAndNothingThatIsEncryptedOrTheGatewaysOwn() {
        MongoDatabase database = TestDatabase.container();
        var views = new AnalystViewStore(database);
        views.prepare();
        views.prepare();
        Document amount =
                new Document("amount", "10.10").append("currency", "EUR").append("value", Decimal128.parse("-10.10"));
        database.getCollection("transactions")
                .insertOne(new Document("_id", "t1")
                        .append("tenant", "default")
                        .append("accountId", "a1")
                        .append("description", "***")
                        .append("amount", amount)
                        .append("sealed", "encrypted")
                        .append("userkey", "key")
                        .append("digest", "d"));
        database.getCollection("events")
                .insertOne(new Document("_id", "e1")
                        .append("tenant", "default")
                        .append("data", new Document("payment", new Document("status", "executed")))
                        .append("datajson", "bytes")
                        .append("sealed", "encrypted")
                        .append("writer", "gateway"));

        assertThat(database.getCollection("analyst_transactions").find())
                .containsExactly(new Document("_id", "t1")
                        .append("tenant", "default")
                        .append("description", "***")
                        .append("providerAccountId", "a1")
                        .append("amount", Decimal128.parse("-10.10"))
                        .append("currency", "EUR"));
        assertThat(database.getCollection("analyst_events").find())
                .singleElement()
                .satisfies(event ->
                        assertThat(event.keySet()).containsExactlyInAnyOrder("_id", "tenant", "data", "status"));
    }
}
