package dev.tributary.followup;

import static dev.tributary.followup.PaybookApi.ACCOUNTS;
import static dev.tributary.followup.PaybookApi.CREDENTIAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.banking.DocumentFile;
import dev.tributary.banking.Transaction;
import dev.tributary.banking.store.BankingQuery;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.PaybookApi.Answer;
import dev.tributary.followup.store.FetchState;
import dev.tributary.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers in which some rows cannot be read: the others are kept, and nothing is lost silently. */
class SkippedRowsTest {

    private static final String FOUR = "/v1/transactions?limit=4&skip=0";
    private static final BankingQuery ALL = new BankingQuery("default", null, null, null, null, 10_000);

    private final PaybookApi api = new PaybookApi();
    private FollowUpGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new FollowUpGateway(TestDatabase.embedded(), List.of(Duration.ZERO))
                .withSource("s1", api.baseUri(), 100);
    }

    @AfterEach
    void close() {
        gateway.close();
        api.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"id_transaction":"t3","amount":"23,15"}              | t3 | amount is not a number
            null                                                  |    | the row is not an object
            {"amount":60}                                         |    | the row has no id_transaction
            {"id_transaction":"t3","dt_transaction":"2018-08-01"} | t3 | dt_transaction is not a time
            [{"id_transaction":"t3"}]                             |    | the row is not an object
            {"id_transaction":{"$oid":"t3"},"amount":60}          |    | the row has no id_transaction
            {"id_transaction":"t3","amount":1E+999999999}         | t3 | an amount is out of range
            {"id_transaction":"t3","amount":1,"amount":2}         |    | the row cannot be read as JSON
            {"id_transaction":"t3","amount":1e99999999999}        |    | the row cannot be read as JSON
            {"id_transaction":"t3","amount":{"value":"23.15"}}    | t3 | amount is neither text nor a number
            {"id_transaction":"t3","dt_deleted":{"$date":1}}      | t3 | dt_deleted is neither text nor a number
            {"id_transaction":"t3","currency":["MXN"]}            | t3 | currency is neither text nor a number
            {"id_transaction":"\\u00a0"}                          |    | the row has no id_transaction
            {"id_transaction":"\\u200b"}                          |    | the row has no id_transaction
            """)
    void keepsTheRowsBesideOneThatCannotBeRead(String row, @Nullable String id, String reason) {
        String body = page(transaction("t1"), transaction("t2"), row, transaction("t4"));
        api.on(FOUR, Answer.json(200, body));
        api.on("/v1/transactions?limit=4&skip=4", Answer.json(200, page()));

        receiveAndAwait("transaction", FOUR);

        Map<String, Object> named = new LinkedHashMap<>(Map.of("position", 2));
        if (id != null) {
            named.put("id", id);
        }
        named.put("reason", reason);
        Map<String, Object> resource = resource(0);
        assertThat(resource)
                .containsEntry("state", "fetched")
                .containsEntry("count", 3)
                .containsEntry("skipped", 1);
        assertThat(resource.get("skippedRows")).isEqualTo(List.of(named));
        assertThat(transactions()).containsExactlyInAnyOrder("t1", "t2", "t4");
        assertThat(answerOf(resource)).isEqualTo(body);
        assertThat(resource(1)).containsEntry("count", 0); // a row that was skipped counts for a full page
    }

    /** As PHP writes an object without members. */
    @Test
    void takesAnEmptyArrayForNone() {
        String row = "{\"id_transaction\":\"t1\",\"amount\":[],\"is_deleted\":[],\"dt_deleted\":{},\"description\":[]}";
        api.on(FOUR, Answer.json(200, page(row, "{\"id_transaction\":\"t2\",\"description\":\"\\ud800\"}")));

        receiveAndAwait("transaction", FOUR);

        assertThat(resource(0)).containsEntry("count", 2);
        assertThat(transactions()).containsExactlyInAnyOrder("t1", "t2");
        assertThat(gateway.banking.findTransactions(ALL).found()).noneMatch(Transaction::deleted);
    }

    @Test
    void keepsTheRowsBesideOneBeyondTheLimitsOfJson() {
        String digits = "{\"id_transaction\":\"t1\",\"amount\":" + "9".repeat(1_000_000) + "}";
        String deep = "{\"id_transaction\":\"t2\",\"extra\":" + "[".repeat(200) + "]".repeat(200) + "}";
        api.on(FOUR, Answer.json(200, page(digits, transaction("t\u00e9"), deep)));

        receiveAndAwait("transaction", FOUR);

        assertThat(resource(0)).containsEntry("count", 1).containsEntry("skipped", 2);
        assertThat(transactions()).containsExactly("t\u00e9");
    }

    @Test
    void failsAPageOfWhichNoRowCanBeReadAndKeepsItsBytes() {
        String body = page("{\"name\":\"no id\"}", "{\"id_account\":\"a\",\"balance\":1E+999999999}");
        api.on(ACCOUNTS, Answer.json(200, body));

        receiveAndAwait("account", ACCOUNTS);

        assertThat(resource(0))
                .containsEntry("state", "failed")
                .containsEntry("reason", "malformed")
                .containsEntry("skipped", 2);
        assertThat(answerOf(resource(0))).isEqualTo(body);
        assertThat(gateway.banking.findAccounts(ALL).found()).isEmpty();
    }

    @Test
    void skipsRowsOfEveryKind() {
        api.on(CREDENTIAL, Answer.json(200, page("7", "{\"id_credential\":\"c1\"}")));
        api.on(ACCOUNTS, Answer.json(200, page("{\"id_account\":\"a1\"}", "{\"id_account\":\" \"}")));
        api.on(
                "/v1/documents",
                Answer.json(
                        200,
                        page(
                                "{\"name\":\"a.xml\",\"content\":\"PGEvPg==\"}",
                                "{}",
                                "{\"name\":\"b\",\"content\":\"=\"}")));

        receiveAndAwait("credential", CREDENTIAL, "account", ACCOUNTS, "document", "/v1/documents?limit=5000");

        assertThat(List.of(0, 1, 2))
                .extracting(n -> resource(n).get("count") + " " + resource(n).get("skipped"))
                .containsExactly("1 1", "1 1", "1 2");
        assertThat(gateway.documents.find(ALL).found())
                .extracting(DocumentFile::name)
                .containsExactlyInAnyOrder(
                        "a.xml", "credential-answer.json", "account-answer.json", "document-answer.json");
    }

    @Test
    void namesTenRowsOfAnEventAtMostAndCountsAll() {
        String[] bad = Collections.nCopies(12, "{\"id_transaction\":\"" + "t".repeat(500) + "\",\"amount\":\"x\"}")
                .toArray(String[]::new);
        api.on("/v1/transactions", Answer.json(200, page(bad)));
        String[] listed = IntStream.range(0, 3)
                .boxed()
                .flatMap(n -> List.of("transaction", "/v1/transactions?skip=" + n).stream())
                .toArray(String[]::new);

        receiveAndAwait(listed);

        List<Map<String, Object>> resources = FetchState.resources(gateway.event("e1"));
        assertThat(resources).allMatch(resource -> Integer.valueOf(12).equals(resource.get("skipped")));
        assertThat(resources.stream()
                        .map(resource -> resource.get("skippedRows"))
                        .filter(List.class::isInstance)
                        .mapToInt(rows -> ((List<?>) rows).size())
                        .sum())
                .isEqualTo(10);
        assertThat(gateway.event("e1").data().toString()).hasSizeLessThan(4_000);
    }

    private void receiveAndAwait(String... resources) {
        gateway.receive(RefreshedEvents.refreshed("e1", "s1", resources));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gateway.pending("e1")).isEqualTo(Pending.FAN_OUT));
    }

    private Map<String, Object> resource(int index) {
        return FetchState.resources(gateway.event("e1")).get(index);
    }

    private List<String> transactions() {
        return gateway.banking.findTransactions(ALL).found().stream()
                .map(Transaction::providerId)
                .toList();
    }

    private String answerOf(Map<String, Object> resource) {
        byte[] kept = gateway.documents
                .body("default", String.valueOf(resource.get("answer")))
                .orElseThrow()
                .bytes();
        return new String(kept, StandardCharsets.UTF_8);
    }

    private static String transaction(String id) {
        return "{\"id_transaction\":\"" + id + "\"}";
    }

    private static String page(String... rows) {
        return List.of(rows).stream()
                .collect(Collectors.joining(",", "{\"code\":200,\"status\":true,\"response\":[", "]}"));
    }
}
