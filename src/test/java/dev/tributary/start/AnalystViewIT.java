package dev.tributary.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Views on the server that the tests use, which may have none. */
class AnalystViewIT {

    private final MongoDatabase database = TestDatabase.container();
    private List<Document> views = List.of();

    @BeforeEach
    void prepareTwice() {
        new AnalystViewStore(database).prepare();
        new AnalystViewStore(database).prepare();
        views = database.listCollections().into(new ArrayList<>());
        views.removeIf(one -> !one.getString("name").startsWith("analyst_"));
    }

    @Test
    void makesViewsAndNoCollections() {
        assertThat(views).allSatisfy(view -> assertThat(view.getString("type")).isEqualTo("view"));
        assertThat(views.size()).isIn(0, 4);
    }

    @Test
    void showsAmountsAsNumbersAndNothingThatIsEncryptedOrTheGatewaysOwn() {
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
        List<Document> expected = views.isEmpty()
                ? List.of()
                : List.of(new Document("_id", "t1")
                        .append("tenant", "default")
                        .append("description", "***")
                        .append("providerAccountId", "a1")
                        .append("amount", Decimal128.parse("-10.10"))
                        .append("currency", "EUR"));
        assertThat(database.getCollection("analyst_transactions").find()).containsExactlyElementsOf(expected);
    }
}
