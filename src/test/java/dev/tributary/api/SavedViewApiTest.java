package dev.tributary.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SavedViewApiTest {

    private static final String VIEWS = "/api/v1/views";
    private static final TestGateway GATEWAY = TestGateway.shared();

    private final String tenant = "views-" + UUID.randomUUID();
    private String alice = "";
    private String bob = "";

    @BeforeEach
    void signIn() throws Exception {
        alice = GATEWAY.token(tenant, "events:read", "alice");
        bob = GATEWAY.token(tenant, "events:read", "bob");
    }

    @Test
    void belongToOnePersonOfOneTenant() throws Exception {
        Answer saved = save(alice, "deliveries", "Failed");
        assertThat(saved.status()).isEqualTo(201);
        String path = saved.header("Location");
        assertThat(save(bob, "deliveries", "Failed").status()).isEqualTo(201);
        String elsewhere = GATEWAY.token("another-" + tenant, "events:read", "alice");
        assertThat(GATEWAY.getAs(elsewhere, VIEWS).json().path("result")).isEmpty();

        assertThat(GATEWAY.sendAs(bob, "DELETE", path, "").status()).isEqualTo(404);
        assertThat(GATEWAY.sendAs(elsewhere, "DELETE", path, "").status()).isEqualTo(404);
        assertThat(GATEWAY.getAs(alice, VIEWS)
                        .json()
                        .at("/result/0/filters/state")
                        .asText())
                .isEqualTo("failed");
        assertThat(GATEWAY.sendAs(alice, "DELETE", path, "").status()).isEqualTo(204);
        assertThat(GATEWAY.getAs(alice, VIEWS).json().path("result")).isEmpty();
        assertThat(GATEWAY.getAs(bob, VIEWS).json().path("result")).hasSize(1);

        var audit =
                GATEWAY.getAs(GATEWAY.token(tenant, "auditor"), "/api/v1/audit").json();
        assertThat(audit.path("result").findValuesAsText("action"))
                .containsExactly("view.create", "view.create", "view.delete");
        assertThat(audit.path("result").findValuesAsText("who")).containsExactly("alice", "bob", "alice");
        assertThat(audit.toString()).doesNotContain("Failed");
    }

    @Test
    void areListedByNameAndAreOfOneList() throws Exception {
        save(alice, "events", "b");
        save(alice, "events", "a");
        save(alice, "receipts", "a");

        assertThat(GATEWAY.getAs(alice, VIEWS + "?list=events").json().findValuesAsText("name"))
                .containsExactly("a", "b");
        assertThat(GATEWAY.getAs(alice, VIEWS).json().findValuesAsText("list"))
                .containsExactly("events", "events", "receipts");
        assertThat(save(alice, "events", "a").status()).isEqualTo(409);
        assertThat(GATEWAY.getAs(alice, VIEWS + "?list=event").status()).isEqualTo(400);
    }

    @Test
    void areAtMostFiftyAPerson() throws Exception {
        for (int i = 0; i < 48; i++) {
            assertThat(save(alice, "events", "n" + i).status()).isEqualTo(201);
        }
        assertThat(savedAtTheSameTime(16)).isLessThanOrEqualTo(2);
        for (int i = GATEWAY.getAs(alice, VIEWS).json().path("result").size(); i < 50; i++) {
            assertThat(save(alice, "receipts", "n" + i).status()).isEqualTo(201);
        }
        assertThat(save(alice, "receipts", "one more").json().path("detail").asText())
                .isEqualTo("You have 50 saved views; delete one first.");
        assertThat(save(bob, "receipts", "one more").status()).isEqualTo(201);
        assertThat(GATEWAY.getAs(alice, VIEWS).json().path("result")).hasSize(50);
    }

    private long savedAtTheSameTime(int count) {
        ExecutorService callers = Executors.newFixedThreadPool(count);
        try {
            return IntStream.range(0, count)
                    .mapToObj(i -> callers.submit(
                            () -> save(alice, "deliveries", "n" + i).status()))
                    .toList()
                    .stream()
                    .filter(answer -> assertDoesNotThrow(() -> answer.get()) == 201)
                    .count();
        } finally {
            callers.shutdown();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"list\":\"events\"}",
                "{\"list\":\"events\",\"name\":\" \"}",
                "{\"list\":\"events\",\"name\":\"\\u00a0\\u2003\"}",
                "{\"list\":\"events\",\"name\":\"a\\u0085\"}",
                "{\"list\":\"audit\",\"name\":\"a\"}",
                "{\"list\":\"events\",\"name\":\"a\",\"filters\":{\"$where\":\"1\"}}",
                "{\"list\":\"events\",\"name\":\"a\",\"filters\":{\"type\":1}}",
                "{\"list\":\"events\",\"name\":\"a\",\"person\":\"bob\"}"
            })
    void areRefusedWithAFault(String body) throws Exception {
        Answer refused = GATEWAY.sendAs(alice, "POST", VIEWS, body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("errors")).hasSize(1);
    }

    @Test
    void haveANameOfAtMostEightyCharacters() throws Exception {
        assertThat(save(alice, "events", "\uD83C\uDFE6".repeat(80)).status()).isEqualTo(201);
        assertThat(save(alice, "events", "a".repeat(81)).status()).isEqualTo(400);
    }

    /** The patterns of a schema run on what was sent whole, however long that is. */
    @Test
    void areRefusedAtOnceWhereANameIsAsLongAsABodyMayBe() {
        String name = "a".repeat(1_000_000) + "\\u0001";
        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(10), () -> save(alice, "events", name))
                        .status())
                .isEqualTo(400);
    }

    private static Answer save(String token, String list, String name) {
        String view = "{\"list\":\"%s\",\"name\":\"%s\",\"filters\":{\"state\":\"failed\"}}";
        return GATEWAY.sendAs(token, "POST", VIEWS, view.formatted(list, name));
    }
}
