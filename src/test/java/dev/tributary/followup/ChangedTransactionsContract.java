package dev.tributary.followup;

import static dev.tributary.followup.PaybookApi.CREDENTIAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.tributary.event.Event;
import dev.tributary.event.Proof;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.PaybookApi.Answer;
import dev.tributary.followup.paybook.PaybookResources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a refresh really changed is told once for each account, on every server of the protocol. */
abstract class ChangedTransactionsContract {

    private static final String FIRST = "/v1/transactions?limit=5000&skip=0";
    private static final String SECOND = "/v1/transactions?limit=5000&skip=5000";
    private static final String ACCOUNTS = "/v1/accounts?limit=5000&skip=0";

    private final PaybookApi api = new PaybookApi();
    private MongoDatabase database;
    private FollowUpGateway gateway;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void start() throws Exception {
        database = freshDatabase();
        gateway = new FollowUpGateway(database, List.of(Duration.ZERO, Duration.ofMillis(50)))
                .withSource("s1", api.baseUri(), 1_000);
        api.on(ACCOUNTS, rows(account("a", 10, 100), account("b/1", 10, 100)));
    }

    @AfterEach
    void close() {
        gateway.close();
        api.close();
    }

    @Test
    void tellsPerAccountWhatWasAddedChangedAndDeleted() {
        api.on(FIRST, rows(transaction("t1", "a", 1, 100), transaction("t2", "a", 2, 100)));
        api.on(SECOND, rows(transaction("t3", "b/1", 3, 100)));
        refresh("e1", "account", ACCOUNTS, "transaction", FIRST, "transaction", SECOND);

        assertThat(told("e1"))
                .containsExactlyInAnyOrder("a: +2 ~0 -0 2018-08-01 2018-08-02", "b/1: +1 ~0 -0 2018-08-03 2018-08-03");
        assertThat(cases("e1")).containsExactly("accounts_added", "transactions_added");

        api.on(FIRST, rows(transaction("t1", "a", 1, 200), changed("t2", 2, 200), deleted("t4", 5, 200)));
        api.on(SECOND, rows(transaction("t5", "a", 9, 200), deleted("t3", "b/1", 3, 200)));
        refresh("e2", "transaction", FIRST, "transaction", SECOND);

        assertThat(told("e2"))
                .containsExactlyInAnyOrder("a: +2 ~1 -0 2018-08-02 2018-08-09", "b/1: +0 ~0 -1 2018-08-03 2018-08-03");
        assertThat(cases("e2")).containsExactly("transactions_added", "transactions_updated");
    }

    @Test
    void tellsNothingWhereNothingChanged() {
        api.on(FIRST, rows(transaction("t1", "a", 1, 100)));
        refresh("e1", "account", ACCOUNTS, "transaction", FIRST);
        refresh("equal", "account", ACCOUNTS, "transaction", FIRST);
        api.on(FIRST, rows(transaction("t1", "a", 1, 300)));
        api.on(ACCOUNTS, rows(account("a", 10, 300), account("b/1", 10, 300)));
        refresh("refreshedAgain", "account", ACCOUNTS, "transaction", FIRST);
        api.on(FIRST, rows(changed("t1", 1, 200)));
        refresh("older", "account", ACCOUNTS, "transaction", FIRST);

        for (String id : List.of("equal", "refreshedAgain", "older")) {
            assertThat(told(id)).as(id).isEmpty();
            assertThat(cases(id)).as(id).isEmpty();
        }
        assertThat(gateway.told).hasSize(1);
    }

    @Test
    void saysWhetherAccountsWereAddedOrChanged() {
        refresh("e1", "account", ACCOUNTS);
        api.on(ACCOUNTS, rows(account("a", 11, 200), account("b/1", 10, 200)));
        refresh("e2", "account", ACCOUNTS);
        refresh("e3", "credential", CREDENTIAL);

        assertThat(cases("e1")).containsExactly("accounts_added");
        assertThat(cases("e2")).containsExactly("accounts_updated");
        assertThat(gateway.event("e3").data()).doesNotContainKey("refresh");
        assertThat(gateway.told).isEmpty();
    }

    @Test
    void countsAPageOnceThatACrashHasInterrupted() {
        api.on(FIRST, rows(transaction("t1", "a", 1, 100), transaction("t2", "a", 2, 100)));
        api.on(SECOND, Answer.json(500, "oops"), rows(transaction("t3", "a", 3, 100)));
        // the page was stored, and the gateway ended before that stood in the event
        StoredEvent event = event("e1", "transaction", FIRST, "transaction", SECOND);
        gateway.results.keep(
                FollowUpGateway.followUp(event, 0),
                new PaybookResources(),
                "application/json",
                rows(transaction("t1", "a", 1, 100), transaction("t2", "a", 2, 100))
                        .body());

        gateway.receive(event);
        await().untilAsserted(() -> assertThat(gateway.pending("e1")).isEqualTo(Pending.FAN_OUT));

        assertThat(told("e1")).containsExactly("a: +3 ~0 -0 2018-08-01 2018-08-03");
    }

    @Test
    void reportsTheChangesOfARefreshOnce() {
        api.on(FIRST, rows(transaction("t1", "a", 1, 100)));
        refresh("e1", "transaction", FIRST);

        assertThat(gateway.changes.tell(gateway.event("e1"))).containsExactly("transactions_added");

        assertThat(gateway.told).hasSize(1);
        assertThat(database.getCollection("events").countDocuments()).isEqualTo(2);
    }

    @Test
    void givesTheEventItsLinkAndTheVerificationOfTheDataAndTheUser() {
        api.on(FIRST, rows(transaction("t1", "b/1", 1, 100)));
        refresh("e1", "transaction", FIRST);

        Event event = gateway.told.get(0).event();
        assertThat(event.type()).isEqualTo("bank.transactions.updated.v1");
        assertThat(event.subject()).isEqualTo("accounts/b/1");
        assertThat(event.proof()).isEqualTo(Proof.CONFIRMED);
        assertThat(event.data().get("account")).isEqualTo(Map.of("id", "b/1"));
        assertThat(event.data().get("connection")).isEqualTo(Map.of("id", PaybookApi.CONNECTION));
        assertThat(event.data().get("user")).isEqualTo(Map.of("id", FollowUpGateway.USER));
        assertThat(event.data().get("refresh")).isEqualTo(Map.of("id", "e1"));
        assertThat(event.data().get("transactions"))
                .asString()
                .contains("href=https://gateway.example.com/api/v1/transactions?accountId=b%2F1");
        assertThat(gateway.told.get(0).pending()).isEqualTo(Pending.FAN_OUT);
    }

    private static StoredEvent event(String id, String... resources) {
        return RefreshedEvents.refreshed(id, "s1", resources);
    }

    private void refresh(String id, String... resources) {
        gateway.receive(event(id, resources));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gateway.pending(id)).isEqualTo(Pending.FAN_OUT));
    }

    /** The events that tell of a refresh, as account: inserted, updated, deleted, from, to. */
    private List<String> told(String refresh) {
        return gateway.told.stream()
                .map(StoredEvent::event)
                .filter(event -> refresh.equals(member(event, "refresh").get("id")))
                .map(event -> {
                    Map<?, ?> counts = member(event, "transactions");
                    return member(event, "account").get("id") + ": +" + counts.get("inserted") + " ~"
                            + counts.get("updated") + " -" + counts.get("deleted") + " " + counts.get("from") + " "
                            + counts.get("to");
                })
                .toList();
    }

    private List<String> cases(String id) {
        return Objects.requireNonNull(
                        (List<?>) member(gateway.event(id), "refresh").get("cases"))
                .stream()
                .map(String::valueOf)
                .toList();
    }

    private static Map<?, ?> member(Event event, String name) {
        return Objects.requireNonNull((Map<?, ?>) event.data().get(name));
    }

    private static Answer rows(String... rows) {
        return Answer.json(
                200,
                Stream.of(rows).collect(Collectors.joining(",", "{\"code\":200,\"status\":true,\"response\":[", "]}")));
    }

    private static String account(String id, int balance, int refreshed) {
        return "{\"id_account\":\"%s\",\"balance\":%d,\"currency\":\"MXN\",\"dt_refresh\":%d,\"site\":{\"time_zone\":\"UTC\"}}"
                .formatted(id, balance, refreshed);
    }

    private static String transaction(String id, String account, int day, int refreshed) {
        return transaction(id, account, 60, day, refreshed, 0);
    }

    private static String changed(String id, int day, int refreshed) {
        return transaction(id, "a", 61, day, refreshed, 0);
    }

    private static String deleted(String id, int day, int refreshed) {
        return deleted(id, "a", day, refreshed);
    }

    private static String deleted(String id, String account, int day, int refreshed) {
        return transaction(id, account, 60, day, refreshed, 1);
    }

    private static String transaction(String id, String account, int amount, int day, int refreshed, int deleted) {
        return """
                {"id_transaction":"%s","id_account":"%s","amount":%d,"currency":"MXN","is_deleted":%d,"dt_refresh":%d,
                 "dt_transaction":%d}""".formatted(id, account, amount, deleted, refreshed, 1533081600L + (day - 1) * 86_400L);
    }
}
