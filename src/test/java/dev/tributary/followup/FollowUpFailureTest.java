package dev.tributary.followup;

import static dev.tributary.followup.PaybookApi.ACCOUNTS;
import static dev.tributary.followup.PaybookApi.CREDENTIAL;
import static dev.tributary.followup.PaybookApi.EXPORT;
import static dev.tributary.followup.PaybookApi.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.tributary.banking.DocumentFile;
import dev.tributary.banking.store.BankingQuery;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.PaybookApi.Answer;
import dev.tributary.followup.PaybookApi.Request;
import dev.tributary.source.Source;
import dev.tributary.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers that answer badly, late, or not at all, and lists that somebody else has written. */
class FollowUpFailureTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final BankingQuery ALL = new BankingQuery("default", null, null, null, null, 10_000);

    private final MongoDatabase database = TestDatabase.embedded();
    private final PaybookApi api = new PaybookApi();
    private FollowUpGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new FollowUpGateway(database, List.of(Duration.ZERO, Duration.ofMillis(50), Duration.ofMillis(50)))
                .withSource("s1", api.baseUri(), 100);
    }

    @AfterEach
    void close() {
        gateway.close();
        api.close();
    }

    private void receiveAndAwait(String... resources) {
        gateway.receive(RefreshedEvents.refreshed("e1", "s1", resources));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(gateway.pending("e1")).isEqualTo(Pending.FAN_OUT));
    }

    @Test
    void retriesWhatMayPassAndWaitsAsLongAsTheProviderAsks() {
        api.on(
                ACCOUNTS,
                Answer.json(429, "{}").with("Retry-After", "2"),
                Answer.json(500, "oops"),
                Answer.sample("api-accounts-200.json"));

        receiveAndAwait("account", ACCOUNTS);

        assertThat(gateway.resources("e1")).containsExactly("account fetched 6");
        List<Long> times = api.requests().stream().map(Request::nanos).toList();
        assertThat(times).hasSize(3);
        assertThat(Duration.ofNanos(times.get(1) - times.get(0))).isGreaterThanOrEqualTo(Duration.ofMillis(1_990));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"401, unauthorized", "402, not_entitled", "403, forbidden", "404, not_found", "302, rejected"})
    void givesUpOnePageAndKeepsTheOthers(int status, String reason) {
        String refused = TRANSACTIONS.replace("skip=0", "skip=5000");
        api.on(refused, Answer.json(status, "{}").with("Location", api.baseUri() + "/v1/elsewhere"));

        receiveAndAwait("credential", CREDENTIAL, "transaction", TRANSACTIONS, "transaction", refused);

        assertThat(gateway.resources("e1"))
                .containsExactly(
                        "credential fetched 1",
                        "transaction fetched 10",
                        "transaction failed " + reason + " " + status);
        assertThat(api.uris())
                .filteredOn(uri -> !uri.equals("/v1/sessions"))
                .containsExactlyInAnyOrder(CREDENTIAL, TRANSACTIONS, refused);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "malformed | {\"code\":200,\"response\":[",
                "malformed | {\"code\":200,\"response\":[]} x",
                "malformed | {\"code\":200,\"response\":[],\"response\":[]}",
                "malformed | []",
                "malformed | {\"response\":\"rows\"}",
                "unauthorized | {\"code\":401,\"status\":false,\"response\":null}"
            })
    void failsVisiblyOnAnAnswerThatCannotBeUsed(String reason, String body) {
        api.on(ACCOUNTS, Answer.json(200, body));

        receiveAndAwait("account", ACCOUNTS);

        assertThat(gateway.resources("e1")).containsExactly("account failed " + reason + " 200");
        assertThat(gateway.banking.findAccounts(ALL).found()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, 0", "null, 0", "[], 0"})
    void takesAnAnswerWithoutRowsForAnEmptyOne(String response, int count) {
        api.on(ACCOUNTS, Answer.json(200, "{\"code\":200,\"status\":true,\"response\":" + response + "}"));

        receiveAndAwait("account", ACCOUNTS);

        assertThat(gateway.resources("e1")).containsExactly("account fetched " + count);
    }

    @Test
    void refusesHostileEntriesAndSendsTheKeyNowhereElse() throws Exception {
        try (var evil = new PaybookApi()) {
            String host = evil.baseUri().substring("http:".length());
            receiveAndAwait(
                    "account",
                    host + "/v1/accounts",
                    "account",
                    evil.baseUri() + "/v1/accounts",
                    "account",
                    "/v1/accounts?id_credential=another",
                    "credential",
                    "/v1/credentials/another",
                    "account",
                    ACCOUNTS + "&ID_CREDENTIAL=another",
                    "account",
                    ACCOUNTS + "&id_user=another",
                    "account",
                    ACCOUNTS + "&api_key=x",
                    "account",
                    "/v1/../v1/accounts",
                    "account",
                    "/v1/accounts?keywords={{env:HOME}}",
                    "account",
                    ACCOUNTS);

            assertThat(gateway.resources("e1")).hasSize(10).endsWith("account fetched 6");
            assertThat(gateway.resources("e1").subList(0, 9)).allMatch(resource -> resource.endsWith("failed refused"));
            assertThat(api.uris()).containsExactly(ACCOUNTS);
            assertThat(evil.requests()).isEmpty();
        }
    }

    /** As sources may be stored since before it was refused on write. */
    @ParameterizedTest
    @ValueSource(strings = {"/?x=1", "?", "/v1?x=/v1", "/#f", "/v1#"})
    void sendsTheKeyNowhereWhereTheBaseHasAQueryOrAFragment(String end) {
        gateway.withSource("s1", api.baseUri() + end, 100);

        receiveAndAwait("account", ACCOUNTS);

        assertThat(gateway.resources("e1")).hasSize(1).allMatch(resource -> resource.startsWith("account failed "));
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void fetchesEqualUrlsOnceAndTheQueryByteForByte() {
        String odd = ACCOUNTS + "&keywords=2023-06-16%2019%3a06&fields=a+b&order=&skip_keywords=%C3%A9";

        receiveAndAwait("account", odd, "account", odd);

        assertThat(gateway.resources("e1")).containsExactly("account fetched 6", "account fetched 6");
        assertThat(api.uris()).containsExactly(odd);
    }

    @Test
    void storesNothingOfAHostileArchive() {
        api.on(EXPORT, Answer.zip(ArchiveBytes.of("good.pdf", "%PDF", "../evil", "x")));

        receiveAndAwait("attachment", EXPORT);

        assertThat(gateway.resources("e1")).containsExactly("attachment failed archive_refused 200");
        assertThat(gateway.documents.find(ALL).found()).isEmpty();
    }

    @Test
    void knowsAnArchiveByItsFirstBytesAndAFileInItsRow() {
        api.on(EXPORT, Answer.zip(ArchiveBytes.of("a.pdf", "%PDF")).with("Content-Type", "application/octet-stream"));
        api.on(
                "/v1/documents",
                Answer.json(
                        200, "{\"response\":[{\"name\":\"b.xml\",\"content\":\"PGEvPg==\"},{\"id_document\":\"c\"}]}"));

        receiveAndAwait("attachment", EXPORT, "document", "/v1/documents?limit=5000");

        assertThat(gateway.resources("e1")).containsExactly("attachment fetched 1", "document fetched 2");
        assertThat(gateway.documents.find(ALL).found())
                .extracting(DocumentFile::name)
                .containsExactlyInAnyOrder("a.pdf", "b.xml", "c.metadata.json");
    }

    @Test
    void followsAFullLastPage() {
        String full = "/v1/transactions?limit=10&skip=0";
        api.on("/v1/transactions?limit=10&skip=10", Answer.json(200, "{\"response\":[]}"));

        receiveAndAwait("transaction", full);

        assertThat(gateway.resources("e1")).containsExactly("transaction fetched 10", "transaction fetched 0");
    }

    @Test
    void failsWhatASourceWithoutApiCanNoLongerFetch() {
        gateway.sources.put("s1", FollowUpGateway.source("s1", null));
        receiveAndAwait("account", ACCOUNTS);
        assertThat(gateway.resources("e1")).containsExactly("account failed api_removed");

        gateway.sources.clear();
        gateway.receive(RefreshedEvents.refreshed("e2", "s1", "account", ACCOUNTS));
        await().atMost(SOON).untilAsserted(() -> assertThat(gateway.resources("e2"))
                .containsExactly("account failed source_removed"));
    }

    @Test
    void endsAFetchThatFailsInAnUnforeseenWay() {
        @SuppressWarnings("NullAway") // as a stored document without its member would be read
        var unusable = new Source.Api(null, FollowUpGateway.KEY, 100);
        gateway.sources.put("s1", FollowUpGateway.source("s1", unusable));
        receiveAndAwait("account", ACCOUNTS);
        assertThat(gateway.resources("e1")).containsExactly("account failed error");
    }

    @Test
    void letsOneSilentProviderDelayOnlyItsOwnEvents() throws Exception {
        var gate = new CountDownLatch(1);
        try (var silent = new PaybookApi()) {
            silent.on(ACCOUNTS, Answer.json(200, "{}").after(() -> {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            gateway.withSource("silent", silent.baseUri(), 1_000);
            IntStream.range(0, 100)
                    .forEach(n ->
                            gateway.receive(RefreshedEvents.refreshed("silent" + n, "silent", "account", ACCOUNTS)));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(silent.requests()).hasSize(4));

            receiveAndAwait("credential", CREDENTIAL, "account", ACCOUNTS, "transaction", TRANSACTIONS);

            assertThat(silent.requests()).hasSize(4);
            gate.countDown();
        }
    }

    @Test
    void failsNoPageBecauseFiveSourcesOfOneProviderRefreshAtOnce() throws Exception {
        var allAtOnce = new CountDownLatch(20);
        api.on("/v1/accounts", Answer.sample("api-accounts-200.json").after(() -> {
            allAtOnce.countDown();
            try {
                allAtOnce.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try (var once = new FollowUpGateway(TestDatabase.embedded(), List.of(Duration.ZERO))) {
            for (int source = 0; source < 5; source++) {
                once.withSource("source" + source, api.baseUri(), 1_000);
                String[] pages = IntStream.range(0, 8)
                        .boxed()
                        .flatMap(n -> List.of("account", "/v1/accounts?skip=" + n).stream())
                        .toArray(String[]::new);
                once.receive(RefreshedEvents.refreshed("event" + source, "source" + source, pages));
            }

            await().atMost(SOON).until(() -> once.released.size() == 5);
            for (int source = 0; source < 5; source++) {
                assertThat(once.resources("event" + source)).hasSize(8).allMatch(line -> line.contains(" fetched "));
            }
        }
    }

    @Test
    void callsAnApiNoFasterThanItsRate() {
        gateway.withSource("s1", api.baseUri(), 5);
        String[] resources = IntStream.range(0, 6)
                .boxed()
                .flatMap(n -> List.of("transaction", "/v1/transactions?skip=" + n).stream())
                .toArray(String[]::new);

        receiveAndAwait(resources);

        List<Long> times = api.requests().stream().map(Request::nanos).sorted().toList();
        assertThat(times).hasSize(6);
        assertThat(Duration.ofNanos(times.get(5) - times.get(0))).isGreaterThanOrEqualTo(Duration.ofMillis(900));
    }
}
