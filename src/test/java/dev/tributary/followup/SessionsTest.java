package dev.tributary.followup;

import static dev.tributary.followup.PaybookApi.ACCOUNTS;
import static dev.tributary.followup.PaybookApi.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.PaybookApi.Answer;
import dev.tributary.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the API refuses the key, a session of the end user is asked for, once for each refusal. */
class SessionsTest {

    private static final String SESSIONS = "/v1/sessions";
    private static final String KEY = "api_key api_key=" + FollowUpGateway.KEY;

    private final PaybookApi api = new PaybookApi();
    private FollowUpGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new FollowUpGateway(TestDatabase.embedded(), List.of(Duration.ZERO, Duration.ofMillis(50)))
                .withSource("s1", api.baseUri(), 1_000);
    }

    @AfterEach
    void close() {
        gateway.close();
        api.close();
    }

    private void receiveAndAwait(String id, String... resources) {
        gateway.receive(RefreshedEvents.refreshed(id, "s1", resources));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gateway.pending(id)).isEqualTo(Pending.FAN_OUT));
    }

    private List<String> sent() {
        return api.requests().stream()
                .map(request -> request.method() + " " + request.uri() + " " + request.authorization())
                .toList();
    }

    private static Answer session(String token) {
        return Answer.json(200, "{\"code\":200,\"status\":true,\"response\":{\"token\":\"" + token + "\"}}");
    }

    @Test
    void goesOnWithASessionThatLaterFetchesUseToo() {
        api.on(ACCOUNTS, Answer.json(401, "{}"), Answer.sample("api-accounts-200.json"));
        api.on(SESSIONS, session("abc123"));

        receiveAndAwait("e1", "account", ACCOUNTS, "transaction", TRANSACTIONS);

        assertThat(gateway.resources("e1")).containsExactly("account fetched 6", "transaction fetched 10");
        assertThat(sent())
                .containsExactly(
                        "GET " + ACCOUNTS + " " + KEY + ",id_user=" + FollowUpGateway.USER,
                        "POST " + SESSIONS + " " + KEY,
                        "GET " + ACCOUNTS + " TOKEN token=abc123",
                        "GET " + TRANSACTIONS + " TOKEN token=abc123");
    }

    @Test
    void renewsASessionThatHasEnded() {
        api.on(
                ACCOUNTS,
                Answer.json(401, "{}"),
                Answer.sample("api-accounts-200.json"),
                Answer.json(401, "{}"),
                Answer.sample("api-accounts-200.json"));
        api.on(SESSIONS, session("first"), session("second"));

        receiveAndAwait("e1", "account", ACCOUNTS);
        receiveAndAwait("e2", "account", ACCOUNTS);

        assertThat(gateway.resources("e2")).containsExactly("account fetched 6");
        assertThat(sent().subList(3, 6))
                .containsExactly(
                        "GET " + ACCOUNTS + " TOKEN token=first",
                        "POST " + SESSIONS + " " + KEY,
                        "GET " + ACCOUNTS + " TOKEN token=second");
    }

    @Test
    void failsAFetchThatIsRefusedWithANewSession() {
        api.on(ACCOUNTS, Answer.json(401, "{}"));
        api.on(SESSIONS, session("abc123"));

        receiveAndAwait("e1", "account", ACCOUNTS);

        assertThat(gateway.resources("e1")).containsExactly("account failed unauthorized 401");
        assertThat(api.uris()).containsExactly(ACCOUNTS, SESSIONS, ACCOUNTS);
    }

    @Test
    void givesUpWhereNoSessionIsToBeHad() {
        api.on(ACCOUNTS, Answer.json(401, "{}"));
        api.on(SESSIONS, Answer.json(401, "{}"));

        receiveAndAwait("e1", "account", ACCOUNTS);

        assertThat(gateway.resources("e1")).containsExactly("account failed unauthorized 401");
        assertThat(api.uris()).containsExactly(ACCOUNTS, SESSIONS);
    }
}
