package dev.tributary.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.tributary.TestGateway;
import dev.tributary.banking.Account;
import dev.tributary.banking.CreditDebit;
import dev.tributary.banking.DocumentFile;
import dev.tributary.banking.Money;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.Transaction;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.banking.store.DocumentStore;
import dev.tributary.security.privacy.EndUser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.bson.types.Binary;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BankingApiTest {

    private static final TestGateway GATEWAY = TestGateway.shared();
    private static final EndUser USER = new EndUser("tenant-l", "paybook", "u1");
    private static final String OURS = RecordId.of("source-1", "account-1");

    @BeforeAll
    static void fill() {
        var banking = GATEWAY.context().getBean(BankingStore.class);
        banking.storeAccounts(List.of(account("tenant-l", "source-1"), account("tenant-m", "source-2")), USER);
        GATEWAY.context()
                .getBean(DocumentStore.class)
                .store(
                        new DocumentFile(
                                "doc-1",
                                "source-1",
                                "connection-1",
                                "event-1",
                                "a.pdf",
                                "application/pdf",
                                3,
                                "0".repeat(64),
                                "tenant-l"),
                        "pdf".getBytes(UTF_8),
                        USER);
    }

    @Test
    void showsAnAccountInTheWordsOfTheInterface() throws Exception {
        JsonNode list = GATEWAY.getAs(GATEWAY.token("tenant-l", "events:read events:raw"), "/api/v1/accounts")
                .json();
        assertThat(list.toString())
                .isEqualTo("{\"result\":[{\"id\":\"" + OURS + "\",\"sourceId\":\"source-1\","
                        + "\"connectionId\":\"bSzezbktR77sIy4HnPUEb1ftKnNxP7QetKhLx8_aYMs\",\"providerConnectionId\":\"connection-1\",\"providerId\":\"account-1\",\"name\":\"Checking\","
                        + "\"balance\":{\"amount\":\"5827.64\",\"currency\":\"MXN\"},\"creditDebitIndicator\":\"debit\","
                        + "\"institution\":{\"siteId\":\"site\"},\"disabled\":false,"
                        + "\"refreshedAt\":\"2026-03-02T09:15:07Z\",\"version\":1}]}");
    }

    @Test
    void givesARecordByItsIdAndFindsOthersByIt() throws Exception {
        String token = GATEWAY.token("tenant-l", "events:read");
        var ledger = GATEWAY.context().getBean(BankingStore.class);
        ledger.storeTransactions(List.of(transaction("t1", "account-1"), transaction("t2", "account-2")), USER);

        JsonNode account = GATEWAY.getAs(token, "/api/v1/accounts/" + OURS).json();
        assertThat(account.path("providerId").asText()).isEqualTo("account-1");
        assertThat(account.path("name").asText()).isEqualTo("***");
        for (String id : List.of(OURS, "account-1")) {
            JsonNode found =
                    GATEWAY.getAs(token, "/api/v1/transactions?accountId=" + id).json();
            assertThat(found.at("/result")).hasSize(1);
            assertThat(found.at("/result/0/accountId").asText()).isEqualTo(OURS);
            assertThat(found.at("/result/0/providerAccountId").asText()).isEqualTo("account-1");
        }
        assertThat(GATEWAY.getAs(token, "/api/v1/transactions?sourceId=source-2&accountId=" + OURS)
                        .body())
                .isEqualTo("{\"result\":[]}");
        String transaction = "/api/v1/transactions/" + RecordId.of("source-1", "t2");
        assertThat(GATEWAY.getAs(token, transaction).json().path("providerId").asText())
                .isEqualTo("t2");
        assertThat(GATEWAY.getAs(token, "/api/v1/transactions?bookedDate%5Bgte%5D=2026-03-03")
                        .json()
                        .at("/result"))
                .isEmpty();
        assertThat(GATEWAY.getAs(token, "/api/v1/transactions?bookedDate%5Bgte%5D=2026-03-02")
                        .json()
                        .at("/result"))
                .hasSize(2);
        assertThat(GATEWAY.getAs(token, "/api/v1/transactions?bookedDate%5Blt%5D=March")
                        .status())
                .isEqualTo(400);
        assertThat(GATEWAY.getAs(token, "/api/v1/documents/doc-1")
                        .json()
                        .path("name")
                        .asText())
                .isEqualTo("***");
        String stranger = GATEWAY.token("tenant-m", "events:read");
        assertThat(GATEWAY.getAs(stranger, "/api/v1/accounts/" + OURS).status()).isEqualTo(404);
        assertThat(GATEWAY.getAs(stranger, transaction).status()).isEqualTo(404);
    }

    @Test
    void readsAListFromItsEnd() throws Exception {
        String tenant = "order-" + UUID.randomUUID();
        String token = GATEWAY.token(tenant, "events:read");
        var ledger = GATEWAY.context().getBean(BankingStore.class);
        for (String source : List.of("a", "b", "c")) {
            ledger.storeAccounts(List.of(account(tenant, source + tenant)), new EndUser(tenant, "paybook", "u1"));
        }
        JsonNode all = GATEWAY.getAs(token, "/api/v1/accounts?order=asc").json();
        List<String> ids = all.at("/result").findValuesAsText("id");
        assertThat(ids).hasSize(3).isSorted();

        JsonNode end =
                GATEWAY.getAs(token, "/api/v1/accounts?order=desc&limit=2").json();
        assertThat(end.at("/result").findValuesAsText("id")).containsExactly(ids.get(2), ids.get(1));
        String next = "&cursor=" + end.at("/nextCursor").asText();
        assertThat(GATEWAY.getAs(token, "/api/v1/accounts?order=desc&limit=2" + next)
                        .json()
                        .at("/result")
                        .findValuesAsText("id"))
                .containsExactly(ids.get(0));
        for (String list : List.of("connections", "transactions", "documents")) {
            assertThat(GATEWAY.getAs(token, "/api/v1/" + list + "?order=desc").status())
                    .as(list)
                    .isEqualTo(200);
        }
        assertThat(GATEWAY.getAs(token, "/api/v1/accounts?order=desc&modifiedSince=2026-03-02T09:15:07Z")
                        .body())
                .contains("\"pointer\":\"#/order\"");
    }

    @Test
    void tellsWhatChangedSinceAMomentAndByARefresh() throws Exception {
        String tenant = "changes-" + UUID.randomUUID();
        String token = GATEWAY.token(tenant, "events:read");
        var ledger = GATEWAY.context().getBean(BankingStore.class);
        String source = tenant + "-source";
        ledger.storeAccounts(List.of(account(tenant, source)), new EndUser(tenant, "paybook", "u1"), "refresh-1");

        assertThat(GATEWAY.getAs(token, "/api/v1/accounts?refreshId=refresh-1")
                        .json()
                        .at("/result"))
                .hasSize(1);
        assertThat(GATEWAY.getAs(token, "/api/v1/accounts?refreshId=refresh-2")
                        .json()
                        .at("/result"))
                .isEmpty();
        assertThat(GATEWAY.getAs(GATEWAY.token("tenant-m", "events:read"), "/api/v1/accounts?refreshId=refresh-1")
                        .json()
                        .at("/result"))
                .isEmpty();
        JsonNode early = GATEWAY.getAs(token, "/api/v1/accounts?modifiedSince=2020-01-01T00:00:00Z")
                .json();
        assertThat(early.at("/result")).as("a row that was written just now").isEmpty();
        Instant before = Instant.parse(early.at("/modifiedBefore").asText());
        assertThat(before)
                .isBetween(Instant.now().minusSeconds(60), Instant.now().minusSeconds(5));
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(
                        GATEWAY.getAs(token, "/api/v1/accounts?sourceId=" + source + "&modifiedSince=" + before)
                                .json()
                                .at("/result"))
                .hasSize(1));
        assertThat(GATEWAY.getAs(token, "/api/v1/accounts?modifiedSince=now").status())
                .isEqualTo(400);
        assertThat(GATEWAY.getAs(token, "/api/v1/documents?modifiedSince=2020-01-01T00:00:00Z")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void masksNamesForReadersWithoutTheScopeForRawData() throws Exception {
        String reader = GATEWAY.token("tenant-l", "events:read");
        assertThat(GATEWAY.getAs(reader, "/api/v1/accounts")
                        .json()
                        .at("/result/0/name")
                        .asText())
                .isEqualTo("***");
        assertThat(GATEWAY.getAs(reader, "/api/v1/documents")
                        .json()
                        .at("/result/0/name")
                        .asText())
                .isEqualTo("***");
    }

    @Test
    void filters() throws Exception {
        String token = GATEWAY.token("tenant-l", "events:read");
        assertThat(GATEWAY.getAs(token, "/api/v1/accounts?sourceId=source-1&connectionId=connection-1")
                        .json()
                        .at("/result"))
                .hasSize(1);
        assertThat(GATEWAY.getAs(token, "/api/v1/accounts?sourceId=source-2")
                        .json()
                        .at("/result"))
                .isEmpty();
        assertThat(GATEWAY.getAs(token, "/api/v1/accounts?name=Checking").status())
                .isEqualTo(400);
        assertThat(GATEWAY.getAs(token, "/api/v1/connections").body()).isEqualTo("{\"result\":[]}");
    }

    @Test
    void givesTheBytesOfADocumentToWhoMaySeeThem() throws Exception {
        String reader = GATEWAY.token("tenant-l", "events:read");
        assertThat(GATEWAY.getAs(GATEWAY.token("tenant-l", "events:read events:raw"), "/api/v1/documents")
                        .json()
                        .at("/result/0/name")
                        .asText())
                .isEqualTo("a.pdf");
        assertThat(GATEWAY.getAs(reader, "/api/v1/documents/doc-1/body").status())
                .isEqualTo(403);
        assertThat(GATEWAY.getAs(GATEWAY.token("tenant-l", "events:raw"), "/api/v1/documents/doc-1/body")
                        .body())
                .isEqualTo("pdf");
        assertThat(GATEWAY.getAs(GATEWAY.token("tenant-m", "events:raw"), "/api/v1/documents/doc-1/body")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void saysThatTheBytesOfADocumentWereChangedInTheStore() throws Exception {
        var user = new EndUser("tenant-n", "paybook", "u");
        var file = new DocumentFile(
                "doc-n", "source-1", "c", "event-1", "n.pdf", "application/pdf", 3, "0".repeat(64), "tenant-n");
        GATEWAY.bean(DocumentStore.class).store(file, "pdf".getBytes(UTF_8), user);
        var documents = GATEWAY.bean(MongoDatabase.class).getCollection("documents");
        for (String member : List.of("body", "sealed")) {
            documents.updateOne(Filters.eq("_id", "doc-n"), Updates.set(member, new Binary(new byte[40])));
        }

        String token = GATEWAY.token("tenant-n", "events:read events:raw");
        assertThat(GATEWAY.getAs(token, "/api/v1/documents/doc-n/body").status())
                .isEqualTo(409);
        assertThat(GATEWAY.getAs(token, "/api/v1/documents")
                        .json()
                        .at("/result/0/name")
                        .asText())
                .isEqualTo("***");
    }

    private static Transaction transaction(String id, String account) {
        return new Transaction(
                RecordId.of("source-1", id),
                "source-1",
                "connection-1",
                account,
                id,
                LocalDate.of(2026, 3, 2),
                null,
                null,
                new Money("1.00", "MXN"),
                CreditDebit.DEBIT,
                false,
                false,
                false,
                null,
                1,
                "tenant-l",
                null,
                null,
                null,
                null);
    }

    private static Account account(String tenant, String source) {
        return new Account(
                RecordId.of(source, "account-1"),
                source,
                "connection-1",
                "account-1",
                "Checking",
                null,
                null,
                new Money("5827.64", "MXN"),
                CreditDebit.DEBIT,
                new Account.Institution(null, "site", null),
                false,
                Instant.parse("2026-03-02T09:15:07Z"),
                1,
                tenant,
                "America/Mexico_City");
    }
}
