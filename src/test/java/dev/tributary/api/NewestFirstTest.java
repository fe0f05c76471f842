package dev.tributary.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.event.EventFixtures;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.security.audit.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Lists in the order of time can be read from their end. */
class NewestFirstTest {

    private static final TestGateway GATEWAY = TestGateway.shared();
    /** Two in one second, the others on other days. */
    private static final List<Instant> TIMES = Stream.of(
                    Duration.ZERO, Duration.ofMillis(100), Duration.ofHours(25), Duration.ofHours(49))
            .map(later -> Instant.now()
                    .truncatedTo(ChronoUnit.SECONDS)
                    .minus(Duration.ofHours(60))
                    .plus(later))
            .toList();

    private static final List<String> OLDEST_FIRST =
            TIMES.stream().map(NewestFirstTest::id).toList();
    private static final List<String> NEWEST_FIRST =
            List.of(OLDEST_FIRST.get(3), OLDEST_FIRST.get(2), OLDEST_FIRST.get(1), OLDEST_FIRST.get(0));
    private static final Instant BEFORE_THE_NEWEST = TIMES.get(3).minusSeconds(1);

    private final String tenant = "newest-" + UUID.randomUUID();
    private final MongoDatabase database = GATEWAY.context().getBean(MongoDatabase.class);

    @Test
    void events() throws Exception {
        for (int i = 0; i < 4; i++) {
            store(i);
        }
        assertThat(ids("/api/v1/events", "")).isEqualTo(OLDEST_FIRST);
        assertThat(ids("/api/v1/events", "order=desc")).isEqualTo(NEWEST_FIRST);
        assertThat(ids("/api/v1/events", "order=desc&type=bank.payment.failed.v1"))
                .isEqualTo(List.of(NEWEST_FIRST.get(1), NEWEST_FIRST.get(3)));
        assertThat(ids("/api/v1/events", "order=desc&sourceId=second&recordedtime%5Blt%5D=" + BEFORE_THE_NEWEST))
                .isEqualTo(List.of(NEWEST_FIRST.get(1), NEWEST_FIRST.get(2)));
        String lines = GATEWAY.sendAs(token(), "GET", "/api/v1/events?order=desc", "", "Accept", "text/csv")
                .body();
        assertThat(lines.lines().skip(1).map(line -> line.substring(0, 36))).containsExactlyElementsOf(NEWEST_FIRST);
        assertRefusals("/api/v1/events");
    }

    @Test
    void receiptsAndQuarantine() throws Exception {
        for (int i = 0; i < 4; i++) {
            receive(i);
        }
        for (String list : List.of("/api/v1/receipts", "/api/v1/quarantine")) {
            assertThat(ids(list, "")).isEqualTo(OLDEST_FIRST);
            assertThat(ids(list, "order=desc")).isEqualTo(NEWEST_FIRST);
            assertThat(ids(list, "order=desc&receivedtime%5Bgte%5D=" + TIMES.get(1)))
                    .as("a receipt of a commit that began before the time")
                    .isEqualTo(NEWEST_FIRST.subList(0, 3));
            assertThat(ids(list, "sourceId=second&order=desc&receivedtime%5Blt%5D=" + BEFORE_THE_NEWEST))
                    .isEqualTo(List.of(NEWEST_FIRST.get(1), NEWEST_FIRST.get(2)));
            assertRefusals(list);
        }
    }

    @Test
    void deliveriesAndFollowUps() throws Exception {
        for (int i = 0; i < 4; i++) {
            wait(i);
        }
        for (String list : List.of("/api/v1/deliveries", "/api/v1/follow-ups")) {
            String suffix = list.endsWith("ups") ? ":0" : ":hook";
            assertThat(ids(list, "")).isEqualTo(with(suffix, OLDEST_FIRST));
            assertThat(ids(list, "order=desc")).isEqualTo(with(suffix, NEWEST_FIRST));
            assertThat(ids(list, "order=desc&time%5Blt%5D=" + BEFORE_THE_NEWEST))
                    .isEqualTo(with(suffix, NEWEST_FIRST.subList(1, 4)));
            assertRefusals(list);
        }
        assertThat(ids("/api/v1/follow-ups", "order=desc&sourceId=second"))
                .isEqualTo(with(":0", NEWEST_FIRST.subList(0, 3)));
    }

    @Test
    void audit() throws Exception {
        AuditLog audit = GATEWAY.context().getBean(AuditLog.class);
        for (int i = 1; i < 4; i++) {
            audit.add(tenant, "somebody", "test.done", "thing-" + i);
        }
        JsonNode list = GATEWAY.getAs(token(), "/api/v1/audit?order=desc&action=test.done")
                .json();
        assertThat(list.at("/result").findValuesAsText("number")).containsExactly("3", "2", "1");
        assertRefusals("/api/v1/audit");
    }

    private void assertRefusals(String list) throws Exception {
        assertThat(GATEWAY.getAs(token(), list + "?order=newest").status()).isEqualTo(400);
        JsonNode page = GATEWAY.getAs(token(), list + "?limit=1&order=desc").json();
        String cursor = page.at("/nextCursor").asText();
        assertThat(GATEWAY.getAs(token(), list + "?limit=1&cursor=" + cursor).status())
                .as("a cursor belongs to an order")
                .isEqualTo(400);
        assertThat(GATEWAY.getAs(token(), list + "?limit=1&order=desc&cursor=" + cursor)
                        .status())
                .isEqualTo(200);
    }

    /** All of a list, one by one. */
    private List<String> ids(String list, String query) throws Exception {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    GATEWAY.getAs(token(), list + "?limit=1&" + query + cursor).json();
            page.at("/result").forEach(row -> ids.add(row.path("id").asText()));
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        return ids;
    }

    private String token() throws Exception {
        return GATEWAY.token(tenant, "events:read events:export quarantine:read auditor");
    }

    private static List<String> with(String suffix, List<String> ids) {
        return ids.stream().map(id -> id + suffix).toList();
    }

    private static String source(int i) {
        return i == 0 ? "first" : "second";
    }

    /** Of a UUIDv7, made by hand. */
    private static String id(Instant at) {
        String millis = "%012x".formatted(at.toEpochMilli());
        return millis.substring(0, 8) + '-' + millis.substring(8) + "-7000-8000-0000000000ff";
    }

    private void store(int i) {
        String type = i % 2 == 0 ? "bank.payment.failed.v1" : "bank.payment.updated.v1";
        var event = EventFixtures.of(OLDEST_FIRST.get(i), tenant, type, source(i), tenant + i, Map.of());
        GATEWAY.context()
                .getBean(EventStore.class)
                .insert(List.of(StoredEvent.of(event)), "writer", Duration.ofSeconds(5));
    }

    private void receive(int i) {
        var receipt = new Receipt(
                OLDEST_FIRST.get(i),
                tenant,
                "tink",
                source(i),
                Instant.parse("2026-03-02T09:15:07Z"),
                Verdict.REJECTED,
                "proof_wrong",
                null,
                List.of(),
                null,
                null,
                new Receipt.Content("0".repeat(64), 0, List.of(), Map.of(), new byte[0]),
                null);
        GATEWAY.context().getBean(ReceiptStore.class).insert(List.of(receipt), Duration.ofSeconds(5));
    }

    /** Leased by another worker, so that this gateway does not claim it. */
    private void wait(int i) {
        String event = OLDEST_FIRST.get(i);
        var due = Date.from(Instant.parse("2026-03-02T09:15:07Z"));
        var leased = Date.from(Instant.parse("2999-01-01T00:00:00Z"));
        database.getCollection("follow_ups")
                .insertOne(new Document("_id", event + ":0")
                        .append("tenant", tenant)
                        .append("eventId", event)
                        .append("sourceId", source(i))
                        .append("provider", "paybook")
                        .append("kind", "account")
                        .append("href", "/v1/accounts?id_credential=1")
                        .append("rank", 1)
                        .append("attempts", 0)
                        .append("nextAttemptAt", due)
                        .append("leaseUntil", leased));
        database.getCollection("attempts")
                .insertOne(new Document("_id", event + ":hook")
                        .append("tenant", tenant)
                        .append("eventId", event)
                        .append("eventType", "bank.payment.failed.v1")
                        .append("subscriptionId", "hook")
                        .append("state", "delivered")
                        .append("tries", List.of()));
    }
}
