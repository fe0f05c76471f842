package dev.tributary.followup;

import static dev.tributary.followup.PaybookApi.ACCOUNTS;
import static dev.tributary.followup.PaybookApi.CREDENTIAL;
import static dev.tributary.followup.PaybookApi.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.egress.AnswerMemory;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.PaybookApi.Answer;
import dev.tributary.followup.store.FetchState;
import dev.tributary.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that take long to read, of the sources of one tenant, delay no follow-up of another tenant. */
@Timeout(120)
class LargeAnswersTest {

    private static final String HOSTILE = "hostile";
    /** Answers of one source that a gateway fetches at a time, and those that are listed. */
    private static final int AT_ONCE = 4;

    private static final int PAGES = 2 * AT_ONCE;
    /** Each of another account, which is looked up. */
    private static final int ROWS = 8_000;

    private static final String ROW =
            "{\"id_transaction\":\"t%d\",\"id_account\":\"a%d\",\"amount\":1,\"padding\":\"%s\"}";
    private static final String PADDING = "x".repeat(1_000);
    /** Without large answers it takes less than a second. */
    private static final Duration SOON = Duration.ofSeconds(6);

    private final PaybookApi genuine = new PaybookApi();
    private final PaybookApi hostile = new PaybookApi();
    private FollowUpGateway gateway;

    @BeforeEach
    void start() throws Exception {
        String rows = IntStream.range(0, ROWS)
                .mapToObj(n -> ROW.formatted(n, n, PADDING))
                .collect(Collectors.joining(","));
        hostile.on("/v1/transactions", Answer.json(200, "{\"code\":200,\"status\":true,\"response\":[" + rows + "]}"));
        List<Duration> schedule = List.of(Duration.ZERO, Duration.ofSeconds(1));
        gateway = new FollowUpGateway(TestDatabase.embedded(), schedule, new AnswerMemory(512 << 20))
                .withSource("genuine", genuine.baseUri(), 100);
        assertIsFetched("first", Duration.ofSeconds(30)); // the first one of a process is slow
    }

    @AfterEach
    void close() {
        gateway.close();
        hostile.close();
        genuine.close();
    }

    @ParameterizedTest(name = "of {0} sources")
    @ValueSource(ints = {1, 3})
    void delayNoFollowUpOfAnotherTenant(int sources) {
        for (int n = 0; n < sources; n++) {
            String[] pages = IntStream.range(0, PAGES)
                    .boxed()
                    .flatMap(page -> Stream.of("transaction", "/v1/transactions?skip=" + page))
                    .toArray(String[]::new);
            gateway.withSource(HOSTILE, "large" + n, hostile.baseUri(), 1_000);
            gateway.receive(RefreshedEvents.refreshedOf(HOSTILE, "large" + n, "large" + n, pages));
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> hostile.requests().size() >= sources * AT_ONCE && isBeingRead(sources));

        assertIsFetched("second", SOON);
        assertThat(isBeingRead(sources))
                .as("large answers were still being read")
                .isTrue();
    }

    private void assertIsFetched(String event, Duration atMost) {
        gateway.receive(RefreshedEvents.refreshed(
                event, "genuine", "credential", CREDENTIAL, "account", ACCOUNTS, "transaction", TRANSACTIONS));
        await().atMost(atMost).until(() -> gateway.pending(event) == Pending.FAN_OUT);
        assertThat(gateway.resources(event))
                .containsExactly("credential fetched 1", "account fetched 6", "transaction fetched 10");
    }

    /** Whether each of these sources has answers that are not read yet. */
    private boolean isBeingRead(int sources) {
        return IntStream.range(0, sources)
                .mapToObj(n ->
                        gateway.reader.find(HOSTILE, "large" + n).orElseThrow().event())
                .allMatch(event -> FetchState.resources(event).stream()
                        .anyMatch(resource -> "pending".equals(resource.get("state"))));
    }
}
