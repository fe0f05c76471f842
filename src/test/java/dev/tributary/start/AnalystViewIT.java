package dev.tributary.start;

import static com.mongodb.client.model.Filters.eq;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.banking.Account;
import dev.tributary.banking.BankingFixtures;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.security.privacy.EndUser;
import dev.tributary.store.TestDatabase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Views on the server that the tests use; where it has none, what they would show, by the same pipelines. */
class AnalystViewIT {

    private static final TestGateway GATEWAY = TestGateway.shared();
    private static final String SECRET = "a-long-secret-of-the-source";

    private final MongoDatabase database = TestDatabase.container();
    private List<Document> views = List.of();

    @BeforeEach
    void prepareTwice() {
        new AnalystViewStore(database).prepare();
        new AnalystViewStore(database).prepare();
        views = database.listCollections().into(new ArrayList<>());
        views.removeIf(one -> !one.getString("name").startsWith("analyst_"));
    }

    private List<Document> rows(String view) {
        return (views.isEmpty()
                        ? database.getCollection(AnalystViewStore.collection(view))
                                .aggregate(AnalystViewStore.VIEWS.get(view))
                        : database.getCollection(view).find())
                .into(new ArrayList<>());
    }

    /** What the gateway has stored, into the database of the views. */
    private void copy(String collection, Bson which) {
        var stored = GATEWAY.bean(MongoDatabase.class)
                .getCollection(collection)
                .find(which)
                .into(new ArrayList<>());
        database.getCollection(collection).insertMany(stored);
    }

    private static void call(String user, String connection) {
        String body = """
                {"event": "credential_update", "id_credential": "c-%s", "id_user": "%s", "id_external": "IXS7607092R5",
                 "id_job_uuid": "j-%s", "is_executing": 1}""".formatted(connection, user, connection);
        assertThat(GATEWAY.post("/hooks/paybook/analyst", body.getBytes(UTF_8), "X-Secret", SECRET)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void makesViewsAndNoCollections() {
        assertThat(views).allSatisfy(view -> assertThat(view.getString("type")).isEqualTo("view"));
        assertThat(views.size()).isIn(0, 4);
    }

    @Test
    void leavesACollectionAloneThatHasTheNameOfAView() {
        MongoDatabase other = TestDatabase.container();
        other.getCollection("analyst_events").insertOne(new Document("_id", "mine"));
        new AnalystViewStore(other).prepare();
        assertThat(other.getCollection("analyst_events").find()).hasSize(1);
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
                        .append("hashes", new Document("description", "hash:h"))
                        .append("amount", amount)
                        .append("sealed", "encrypted")
                        .append("userkey", "key")
                        .append("digest", "d"));
        assertThat(rows("analyst_transactions"))
                .containsExactly(new Document("_id", "t1")
                        .append("tenant", "default")
                        .append("providerAccountId", "a1")
                        .append("amount", Decimal128.parse("-10.10"))
                        .append("currency", "EUR")
                        .append("description", "hash:h"));
    }

    @Test
    void showsTheSameHashForTheSameValueOfOneUserAndAnotherForAnother() {
        GATEWAY.source("analyst", "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
        call("ana", "1");
        call("ana", "2");
        call("ben", "3");
        copy("events", eq("sourceId", "analyst"));

        List<String> hashes = rows("analyst_events").stream()
                .sorted(Comparator.comparing(event -> event.getString("subject")))
                .map(event -> event.getEmbedded(List.of("data", "user", "externalId"), String.class))
                .toList();

        assertThat(hashes).hasSize(3).allSatisfy(hash -> assertThat(hash).matches("hash:[\\w-]{22}"));
        assertThat(hashes.get(1)).isEqualTo(hashes.get(0));
        assertThat(hashes.get(2)).isNotEqualTo(hashes.get(0));
    }

    @Test
    void showsHashesOfColumns() {
        Account account = BankingFixtures.account("analyst", null, "a1", "Savings of Ana", "4152 3138 4000 1234");
        GATEWAY.bean(BankingStore.class).storeAccounts(List.of(account), new EndUser("default", "paybook", "ana"));
        copy("accounts", eq("sourceId", "analyst"));

        assertThat(rows("analyst_accounts")).singleElement().satisfies(row -> {
            assertThat(row.getString("name")).matches("hash:[\\w-]{22}");
            assertThat(row.getString("number")).matches("hash:[\\w-]{22}").isNotEqualTo(row.getString("name"));
            assertThat(row.getString("providerId")).isEqualTo("a1");
            assertThat(row.toJson()).doesNotContain("4152").doesNotContain("of Ana");
        });
    }
}
