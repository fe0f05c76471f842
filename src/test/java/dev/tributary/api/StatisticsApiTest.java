package dev.tributary.api;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.banking.CreditDebit;
import dev.tributary.banking.Money;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.Transaction;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.event.EventFixtures;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.security.privacy.EndUser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatisticsApiTest {

    private static final String STATISTICS = "/api/v1/statistics";
    private static final TestGateway GATEWAY = TestGateway.shared();

    private final String tenant = "figures-" + UUID.randomUUID();
    private int stored;

    @Test
    void countsEventsByTypeProviderAndSourceInHoursAndDaysOfATimeZone() throws Exception {
        store("2026-11-01T22:59:59.999Z", "bank.payment.failed.v1", "s1");
        store("2026-11-01T23:00:00.000Z", "bank.payment.failed.v1", "s1");
        store("2026-11-02T10:31:00.000Z", "bank.payment.updated.v1", "s2");
        String range = "time%5Bgte%5D=2026-11-01T00:00:00Z&time%5Blt%5D=2026-11-03T00:00:00Z";

        JsonNode days = get("/events?interval=day&timeZone=Europe/Stockholm&groupBy=type,sourceId&" + range);
        assertThat(days.toString())
                .isEqualTo(
                        "{\"from\":\"2026-11-01T01:00:00+01:00\",\"before\":\"2026-11-03T01:00:00+01:00\","
                                + "\"interval\":\"day\",\"timeZone\":\"Europe/Stockholm\",\"result\":["
                                + "{\"at\":\"2026-11-01T00:00:00+01:00\",\"type\":\"bank.payment.failed.v1\",\"sourceId\":\"s1\",\"count\":1},"
                                + "{\"at\":\"2026-11-02T00:00:00+01:00\",\"type\":\"bank.payment.failed.v1\",\"sourceId\":\"s1\",\"count\":1},"
                                + "{\"at\":\"2026-11-02T00:00:00+01:00\",\"type\":\"bank.payment.updated.v1\",\"sourceId\":\"s2\",\"count\":1}]}");
        JsonNode hours = get("/events?type=bank.payment.failed.v1&" + range);
        assertThat(hours.at("/result").findValuesAsText("at"))
                .containsExactly("2026-11-01T22:00:00Z", "2026-11-01T23:00:00Z");
        JsonNode total = get("/events?interval=total&groupBy=provider&" + range);
        assertThat(total.at("/result").toString())
                .isEqualTo("[{\"at\":\"2026-11-01T00:00:00Z\",\"provider\":\"tink\",\"count\":3}]");
        JsonNode facets = get("/facets?" + range);
        assertThat(facets.at("/type/0").toString()).isEqualTo("{\"value\":\"bank.payment.failed.v1\",\"count\":2}");
        assertThat(facets.at("/sourceId").findValuesAsText("value")).containsExactly("s1", "s2");
        assertThat(facets.at("/provider").toString()).isEqualTo("[{\"value\":\"tink\",\"count\":3}]");
    }

    @Test
    void countsCallsAndDeliveriesAsTheyEnd() throws Exception {
        String administrator = GATEWAY.token(tenant, "tributary_admin");
        String source = tenant.substring(0, 30);
        assertThat(GATEWAY.sendAs(administrator, "POST", "/api/v1/configuration/sources", """
                        {"id":"%s","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Secret"},
             "secrets":[{"value":"right"}]}\
            """.formatted(source))
                        .status())
                .isEqualTo(201);
        String call = "{\"event\":\"credential_create\",\"id_credential\":\"c1\",\"id_user\":\"u1\"}";
        for (String secret : List.of("right", "right", "wrong")) {
            GATEWAY.send("POST", "/hooks/paybook/" + source, call, "X-Secret", secret);
        }

        JsonNode calls = get("/calls?interval=total&groupBy=verdict,sourceId");
        assertThat(calls.at("/result").findValuesAsText("verdict"))
                .containsExactly("accepted", "duplicate", "rejected");
        assertThat(calls.at("/result").findValuesAsText("count")).containsExactly("1", "1", "1");
        assertThat(calls.at("/result/0/sourceId").asText()).isEqualTo(source);
        assertThat(get("/events?groupBy=type").at("/result").findValuesAsText("type"))
                .containsExactly("bank.connection.created.v1");
    }

    @Test
    void addsUpTransactionsByAccountCurrencyAndMonth() throws Exception {
        var ledger = GATEWAY.context().getBean(BankingStore.class);
        ledger.storeTransactions(
                List.of(
                        transaction("1", "2026-01-31", "10.10", CreditDebit.CREDIT, false, false),
                        transaction("2", "2026-01-01", "0.20", CreditDebit.DEBIT, false, false),
                        transaction("3", "2026-01-15", "5.00", CreditDebit.DEBIT, true, false),
                        transaction("4", "2026-01-15", "9999.99", CreditDebit.CREDIT, false, true),
                        transaction("5", "2026-02-01", "1.00", CreditDebit.CREDIT, false, false),
                        transaction("6", null, "0.01", CreditDebit.CREDIT, false, false)),
                new EndUser(tenant, "paybook", "u1"));
        String account = RecordId.of(source(), "a1");

        JsonNode sums = get("/transactions?accountId=a1&bookedDate%5Blt%5D=2026-02-01");
        String head = "{\"accountId\":\"" + account + "\",\"providerAccountId\":\"a1\",\"sourceId\":\"" + source()
                + "\",\"currency\":\"EUR\",\"month\":\"2026-01\",";
        assertThat(sums.toString())
                .isEqualTo("{\"result\":["
                        + head
                        + "\"pending\":false,\"count\":2,\"credit\":\"10.10\",\"debit\":\"0.20\",\"sum\":\"9.90\"},"
                        + head
                        + "\"pending\":true,\"count\":1,\"credit\":\"0.00\",\"debit\":\"5.00\",\"sum\":\"-5.00\"}]}");
        assertThat(get("/transactions").at("/result").findValuesAsText("sum"))
                .containsExactly("9.90", "-5.00", "1.00", "0.01");
        assertThat(get("/transactions?sourceId=none").at("/result")).isEmpty();
    }

    @Test
    void refusesWhatItCannotAnswerAndSaysWhy() throws Exception {
        for (String query : List.of(
                "/events?interval=week",
                "/events?groupBy=subject",
                "/events?groupBy=type,type",
                "/events?groupBy=",
                "/events?timeZone=Mars/Olympus",
                "/events?limit=5",
                "/events?subject=x",
                "/events?time%5Bgte%5D=yesterday",
                "/events?time%5Bgte%5D=2026-03-02T00:00:00Z&time%5Blt%5D=2026-03-02T00:00:00Z",
                "/events?time%5Bgte%5D=2020-01-01T00:00:00Z",
                "/events?time%5Blt%5D=0000-01-01T00:00:00Z",
                "/events?interval=day&time%5Blt%5D=9999-12-31T23:59:59Z",
                "/deliveries?interval=5m",
                "/transactions?bookedDate%5Blt%5D=2026",
                "/transactions?limit=5",
                "/facets?groupBy=type")) {
            assertThat(GATEWAY.getAs(token(), STATISTICS + query).status())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(GATEWAY.getAs(GATEWAY.token(tenant, "events:raw"), STATISTICS + "/events")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void countsAreStoredWithinSeconds() throws Exception {
        store("2026-11-01T12:00:00Z", "bank.payment.failed.v1", "s1");
        var statistics = GATEWAY.context().getBean(MongoDatabase.class).getCollection("statistics");
        await().atMost(Duration.ofSeconds(15)).until(() -> statistics.countDocuments(eq("tenant", tenant)) == 1);
    }

    private JsonNode get(String path) throws Exception {
        Answer answer = GATEWAY.getAs(token(), STATISTICS + path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private String token() throws Exception {
        return GATEWAY.token(tenant, "events:read");
    }

    private String source() {
        return tenant + "-source";
    }

    private void store(String recorded, String type, String source) {
        String millis = "%012x".formatted(Instant.parse(recorded).toEpochMilli());
        String id = "%s-%s-7000-8000-%012x".formatted(millis.substring(0, 8), millis.substring(8), ++stored);
        var event = EventFixtures.of(id, tenant, type, source, tenant + stored, Map.of());
        GATEWAY.context()
                .getBean(EventStore.class)
                .insert(List.of(StoredEvent.of(event)), "writer", Duration.ofSeconds(5));
    }

    private Transaction transaction(
            String id, @Nullable String booked, String amount, CreditDebit way, boolean pending, boolean deleted) {
        return new Transaction(
                RecordId.of(source(), id),
                source(),
                "c1",
                "a1",
                id,
                booked == null ? null : LocalDate.parse(booked),
                null,
                null,
                new Money(amount, "EUR"),
                way,
                pending,
                deleted,
                false,
                null,
                1,
                tenant,
                null,
                null,
                null,
                null);
    }
}
