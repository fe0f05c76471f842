package dev.tributary.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.PaybookApi.Answer;
import dev.tributary.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** APIs that do not begin a page where they were told to. */
class NextPagesTest {

    private static final String FIRST = "/v1/transactions?limit=3&skip=0";

    private final PaybookApi api = new PaybookApi();
    private FollowUpGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new FollowUpGateway(TestDatabase.embedded(), List.of(Duration.ZERO))
                .withSource("s1", api.baseUri(), 1_000);
    }

    @AfterEach
    void close() {
        gateway.close();
        api.close();
    }

    @Test
    void stopsAtAnApiThatIgnoresWhereAPageBegins() {
        api.on("/v1/transactions", page(1, 2, 3));

        receiveAndAwait("transaction", FIRST);

        assertThat(api.uris()).containsExactly(FIRST, "/v1/transactions?limit=3&skip=3");
        assertThat(gateway.resources("e1")).containsExactly("transaction fetched 3", "transaction fetched 3");
    }

    @Test
    void stopsAtTheSameRowsInAnotherOrder() {
        api.on("/v1/transactions", page(1, 2, 3), page(3, 1, 2));

        receiveAndAwait("transaction", FIRST);

        assertThat(api.uris()).hasSize(2);
    }

    @Test
    void stopsAtAnApiThatSendsItsLastRowsForEver() {
        api.on("/v1/transactions", page(1, 2, 3), page(4, 5, 6), page(5, 6, 7));

        receiveAndAwait("transaction", FIRST);

        assertThat(api.uris()).hasSize(4);
    }

    @Test
    void stopsWhereTheLastOfSeveralListedPagesRepeatsOne() {
        api.on("/v1/transactions", page(1, 2, 3));

        receiveAndAwait(
                "transaction",
                FIRST,
                "transaction",
                "/v1/transactions?limit=3&skip=3",
                "account",
                "/v1/accounts?limit=6");

        // one more where the second of the listed pages came first
        assertThat(api.uris().stream().filter(uri -> uri.contains("transactions")))
                .hasSizeBetween(2, 3);
    }

    @Test
    void stopsAtRowsWithoutIds() {
        api.on("/v1/transactions", Answer.json(200, "{\"response\":[{},{},{}]}"));

        receiveAndAwait("transaction", FIRST);

        assertThat(api.uris()).hasSize(2);
    }

    @Test
    void goesOnWhileAPageBringsNewRows() {
        api.on("/v1/transactions", page(1, 2, 3), page(3, 4, 5), page(6));

        receiveAndAwait("transaction", FIRST);

        assertThat(gateway.resources("e1"))
                .containsExactly("transaction fetched 3", "transaction fetched 3", "transaction fetched 1");
    }

    private void receiveAndAwait(String... resources) {
        gateway.receive(RefreshedEvents.refreshed("e1", "s1", resources));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gateway.pending("e1")).isEqualTo(Pending.FAN_OUT));
    }

    private static Answer page(int... ids) {
        return Answer.json(
                200,
                IntStream.of(ids)
                        .mapToObj("{\"id_transaction\":\"t%d\"}"::formatted)
                        .collect(Collectors.joining(",", "{\"response\":[", "]}")));
    }
}
