package dev.tributary.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.banking.Account;
import dev.tributary.banking.BankingFixtures;
import dev.tributary.banking.CreditDebit;
import dev.tributary.banking.Money;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.Transaction;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.event.EventFixtures;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.security.privacy.EndUser;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole lists as files, which the libraries of others read. */
class ExportApiTest {

    private static final String PARQUET = "application/vnd.apache.parquet";
    private static final TestGateway GATEWAY = TestGateway.shared();

    private final String tenant = "exports-" + UUID.randomUUID();
    private final String source = tenant + "-source";

    @TempDir
    private Path folder;

    @BeforeEach
    void fill() {
        var user = new EndUser(tenant, "paybook", "u1");
        var ledger = GATEWAY.context().getBean(BankingStore.class);
        ledger.storeTransactions(
                List.of(
                        transaction("t1", "12345678901.23", CreditDebit.DEBIT),
                        transaction("t2", "0.10", CreditDebit.CREDIT),
                        transaction("t3", "1.23456", CreditDebit.DEBIT)),
                user);
        ledger.storeAccounts(List.of(account()), user);
    }

    @Test
    void transactionsAreATableWithSignedAmounts() throws Exception {
        String table = export("/api/v1/transactions", "text/csv").body();
        List<String> lines = table.lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0))
                .startsWith("id,sourceId,connectionId,providerConnectionId,accountId,providerAccountId,providerId,");
        String row =
                lines.stream().filter(line -> line.contains(",t1,")).findFirst().orElseThrow();
        assertThat(row)
                .contains(",2026-03-02,", ",12345678901.23,EUR,debit,-12345678901.23,false,false,false,")
                .contains("***")
                .doesNotContain("coffee");
        List<String> json = export("/api/v1/transactions", "application/x-ndjson")
                .body()
                .lines()
                .toList();
        assertThat(json).hasSize(3);
        JsonNode first = new ObjectMapper().readTree(json.get(0));
        assertThat(first.path("providerAccountId").asText()).isEqualTo("a1");
        assertThat(export("/api/v1/transactions?accountId=none", "text/csv")
                        .body()
                        .lines())
                .hasSize(1);
        assertThat(export("/api/v1/accounts", "text/csv").body())
                .contains(",Checking,***,5827.64,MXN,debit,-5827.64,,site,,false,2026-03-02T09:15:07Z,1\r\n");
    }

    /** One id in 64 begins with a hyphen, as formulas may. */
    @Test
    void idsInCsvAreThoseOfTheApi() throws Exception {
        String hyphen = IntStream.range(0, 10_000)
                .mapToObj(number -> "n" + number)
                .filter(id -> RecordId.of(source, id).startsWith("-"))
                .findFirst()
                .orElseThrow();
        GATEWAY.context()
                .getBean(BankingStore.class)
                .storeTransactions(
                        List.of(transaction(hyphen, "1.00", CreditDebit.DEBIT)), new EndUser(tenant, "paybook", "u1"));
        String id = GATEWAY.getAs(token("events:read"), "/api/v1/transactions").json().findValuesAsText("id").stream()
                .filter(listed -> listed.startsWith("-"))
                .findFirst()
                .orElseThrow();
        assertThat(export("/api/v1/transactions", "text/csv").body()).contains("\r\n" + id + ",");
    }

    @Test
    void amountsInParquetAreExact() throws Exception {
        String account = parquet("/api/v1/accounts").get(0).getString("id", 0);
        List<Group> rows = parquet("/api/v1/transactions");
        assertThat(rows).hasSize(3).allSatisfy(row -> {
            String provider = row.getString("providerId", 0);
            assertThat(decimal(row, "signedAmount"))
                    .isEqualByComparingTo(
                            switch (provider) {
                                case "t1" -> "-12345678901.23";
                                case "t2" -> "0.10";
                                default -> "-1.23456";
                            });
            assertThat(decimal(row, "amount").signum()).isPositive();
            assertThat(row.getInteger("bookedDate", 0)).isEqualTo(20_514);
            assertThat(row.getString("accountId", 0)).isEqualTo(account);
            assertThat(row.getBoolean("pending", 0)).isFalse();
        });
        assertThat(parquet("/api/v1/accounts")).singleElement().satisfies(row -> {
            assertThat(decimal(row, "balance")).isEqualByComparingTo("5827.64");
            assertThat(row.getLong("refreshedAt", 0)).isEqualTo(1_772_442_907_000_000L);
        });
    }

    @Test
    void eventsHaveAmountCurrencyAndStatusInColumnsAndAsANumberInTheDatabase() throws Exception {
        var data = Map.<String, Object>of(
                "payment",
                Map.of(
                        "id", "p1",
                        "status", "executed",
                        "amount", Map.of("amount", "1099.90", "currency", "SEK")));
        var event = EventFixtures.of(
                "0195551a-3c00-7000-8000-000000000001", tenant, "bank.payment.executed.v1", source, "k1", data);
        GATEWAY.context()
                .getBean(EventStore.class)
                .insert(List.of(StoredEvent.of(event)), "writer", Duration.ofSeconds(5));

        List<String> lines = export("/api/v1/events", "text/csv").body().lines().toList();
        assertThat(lines.get(0)).endsWith(",receiptid,amount,currency,status,data");
        assertThat(lines.get(1)).contains(",1099.90,SEK,executed,\"{");
        assertThat(parquet("/api/v1/events")).singleElement().satisfies(row -> {
            assertThat(decimal(row, "amount")).isEqualByComparingTo("1099.90");
            assertThat(row.getString("status", 0)).isEqualTo("executed");
            assertThat(row.getLong("recordedtime", 0)).isEqualTo(1_740_889_537_536_000L);
        });
        Document stored = GATEWAY.context()
                .getBean(MongoDatabase.class)
                .getCollection("events")
                .find(Filters.eq("tenant", tenant))
                .first();
        assertThat(stored).isNotNull();
        assertThat(stored.getEmbedded(List.of("data", "payment", "amount", "value"), Decimal128.class))
                .isEqualTo(Decimal128.parse("1099.90"));
        assertThat(GATEWAY.getAs(token("events:read"), "/api/v1/events").body())
                .as("the bytes stay as they are")
                .contains("\"amount\":{")
                .doesNotContain("\"value\"");
    }

    @Test
    void exportsOnlyWithTheirScopeAndWritesThemDown() throws Exception {
        for (String form : List.of("text/csv", PARQUET)) {
            assertThat(GATEWAY.sendAs(token("events:read"), "GET", "/api/v1/accounts", "", "Accept", form)
                            .status())
                    .isEqualTo(403);
            assertThat(GATEWAY.sendAs(
                                    token("events:read events:export"),
                                    "GET",
                                    "/api/v1/transactions?limit=1",
                                    "",
                                    "Accept",
                                    form)
                            .status())
                    .isEqualTo(400);
        }
        assertThat(GATEWAY.sendAs(token("auditor events:export"), "GET", "/api/v1/audit", "", "Accept", PARQUET)
                        .status())
                .isEqualTo(406);
        export("/api/v1/transactions", "text/csv");
        String shown = GATEWAY.sendAs(
                        token("events:read events:export events:raw"),
                        "GET",
                        "/api/v1/transactions",
                        "",
                        "Accept",
                        "text/csv")
                .body();
        assertThat(shown).contains("coffee");
        assertThat(GATEWAY.getAs(token("auditor"), "/api/v1/audit")
                        .json()
                        .at("/result")
                        .findValuesAsText("action"))
                .containsExactly("transactions.export", "transactions.export", "transactions.unmask");
    }

    private Answer export(String path, String form) throws Exception {
        Answer answer = GATEWAY.sendAs(token("events:read events:export"), "GET", path, "", "Accept", form);
        assertThat(answer.status()).as(path).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith(form);
        return answer;
    }

    private String token(String scopes) throws Exception {
        return GATEWAY.token(tenant, scopes);
    }

    private List<Group> parquet(String path) throws Exception {
        Path file = Files.createTempFile(folder, "export", ".parquet");
        try (var in = GATEWAY.open(token("events:read events:export"), path, PARQUET)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        List<Group> rows = new ArrayList<>();
        try (ParquetReader<Group> reader = new Groups(new LocalInputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new GunzippedPages())
                .build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static final class Groups extends ParquetReader.Builder<Group> {

        Groups(InputFile file) {
            super(file, new PlainParquetConfiguration());
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }

    private static BigDecimal decimal(Group row, String column) {
        return new BigDecimal(new BigInteger(row.getBinary(column, 0).getBytes()), 5);
    }

    private Transaction transaction(String id, String amount, CreditDebit way) {
        return BankingFixtures.transaction(tenant, source, id, amount, way);
    }

    private Account account() {
        return new Account(
                RecordId.of(source, "a1"),
                source,
                "c1",
                "a1",
                "Checking",
                "Checking",
                "1234",
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
