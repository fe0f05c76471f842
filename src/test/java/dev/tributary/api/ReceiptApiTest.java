package dev.tributary.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReceiptApiTest {

    private static final String RECEIPTS = "/api/v1/receipts";
    private static final TestGateway GATEWAY = TestGateway.shared();

    private static String r1;
    private static String r2;
    private static String r3;

    @BeforeAll
    static void fill() {
        String today = TimeOrderedId.lowest(Instant.now()).substring(0, 24);
        r1 = today + "000000000001";
        r2 = today + "000000000002";
        r3 = today + "000000000003";
        store("tenant-r", r1, "source-r-1", Verdict.ACCEPTED, null);
        store("tenant-r", r2, "source-r-2", Verdict.REJECTED, "proof does not match");
        store("tenant-s", r3, "source-r-3", Verdict.ACCEPTED, null);
    }

    @Test
    void listsReceiptsWithoutBodiesAndHeaders() throws Exception {
        JsonNode list = GATEWAY.getAs(GATEWAY.token("tenant-r", "events:read"), RECEIPTS)
                .json();
        assertThat(list.at("/result")).hasSize(2);
        assertThat(list.at("/result/0").fieldNames())
                .toIterable()
                .containsExactly("id", "provider", "sourceId", "receivedAt", "verdict", "eventIds", "sha256", "size");
        assertThat(list.at("/result/1/verdict").asText()).isEqualTo("rejected");
        assertThat(list.at("/result/1/reason").asText()).isEqualTo("proof does not match");
        assertThat(list.toString()).doesNotContain("canary");
    }

    @Test
    void showsOneReceiptWithItsHeadersButNotItsBody() throws Exception {
        JsonNode one = GATEWAY.getAs(GATEWAY.token("tenant-r", "events:read"), RECEIPTS + "/" + r2)
                .json();
        assertThat(one.path("reason").asText()).isEqualTo("proof does not match");
        assertThat(one.path("provider").asText()).isEqualTo("tink");
        assertThat(one.at("/headers/user-agent").asText()).isEqualTo("canary");
        assertThat(one.has("body")).isFalse();
        assertThat(GATEWAY.getAs(GATEWAY.token("tenant-r", "events:read"), RECEIPTS + "/" + r3)
                        .status())
                .as("of another tenant")
                .isEqualTo(404);
    }

    @Test
    void filtersBySourceAndVerdict() throws Exception {
        String token = GATEWAY.token("tenant-r", "events:read");
        JsonNode rejected = GATEWAY.getAs(token, RECEIPTS + "?verdict=rejected&sourceId=source-r-2")
                .json();
        assertThat(rejected.at("/result")).hasSize(1);
        assertThat(rejected.at("/result/0/id").asText()).isEqualTo(r2);
        assertThat(GATEWAY.getAs(token, RECEIPTS + "?verdict=accepted&sourceId=source-r-2")
                        .json()
                        .at("/result"))
                .isEmpty();
        assertThat(GATEWAY.getAs(token, RECEIPTS + "?verdict=lost").status()).isEqualTo(400);
    }

    /** The sources of these receipts are not there, as if they had been deleted since. */
    @Test
    void filtersByProvider() throws Exception {
        String today = r1.substring(0, 24);
        store("tenant-p", today + "000000000011", "source-p-1", Verdict.ACCEPTED, null, "tink");
        store("tenant-p", today + "000000000012", "source-p-2", Verdict.ACCEPTED, null, "paybook");
        store("tenant-p", today + "000000000013", "source-p-3", Verdict.REJECTED, "proof does not match", "paybook");
        store("tenant-s", today + "000000000014", "source-p-4", Verdict.ACCEPTED, null, "paybook");
        assertThat(sources("provider=paybook")).containsExactly("source-p-2", "source-p-3");
        assertThat(sources("provider=paybook&order=desc")).containsExactly("source-p-3", "source-p-2");
        assertThat(sources("provider=paybook&verdict=rejected")).containsExactly("source-p-3");
        assertThat(sources("provider=paybook&sourceId=source-p-2")).containsExactly("source-p-2");
        assertThat(sources("provider=paybook&sourceId=source-p-1")).isEmpty();
        assertThat(sources("provider=pay")).isEmpty();
    }

    private static List<String> sources(String query) throws Exception {
        Answer answer = GATEWAY.getAs(GATEWAY.token("tenant-p", "events:read"), RECEIPTS + '?' + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("result").findValuesAsText("sourceId");
    }

    @Test
    void pagesByAnOpaqueCursor() throws Exception {
        String token = GATEWAY.token("tenant-r", "events:read");
        JsonNode first = GATEWAY.getAs(token, RECEIPTS + "?limit=1").json();
        assertThat(first.at("/result/0/id").asText()).isEqualTo(r1);
        JsonNode second = GATEWAY.getAs(
                        token,
                        RECEIPTS + "?limit=1&cursor=" + first.at("/nextCursor").asText())
                .json();
        assertThat(second.at("/result/0/id").asText()).isEqualTo(r2);
        assertThat(second.has("nextCursor")).isFalse();
        assertThat(GATEWAY.getAs(token, RECEIPTS + "?cursor=bm90aGluZw").status())
                .isEqualTo(400);
    }

    @Test
    void writesDownWhoReadsRawBytes() throws Exception {
        String token = GATEWAY.token("tenant-r", "events:raw");
        Answer body = GATEWAY.getAs(token, RECEIPTS + "/" + r1 + "/body");
        assertThat(body.status()).isEqualTo(200);
        assertThat(body.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(body.body()).isEqualTo("{\"canary\" : 1.0}");
        Document entry = GATEWAY.context()
                .getBean(MongoDatabase.class)
                .getCollection("audit")
                .find(Filters.eq("what", r1))
                .first();
        assertThat(entry).isNotNull();
        assertThat(entry.getString("tenant")).isEqualTo("tenant-r");
        assertThat(entry.getString("who")).isEqualTo("somebody");
        assertThat(entry.getString("action")).isEqualTo("receipt.body.read");
        assertThat(entry.keySet())
                .isEqualTo(Set.of("_id", "tenant", "at", "who", "action", "what", "number", "previous", "hash"));
    }

    @Test
    void keepsRawBytesFromWhoMayNotSeeThem() throws Exception {
        assertThat(GATEWAY.getAs(GATEWAY.token("tenant-r", "events:read"), RECEIPTS + "/" + r1 + "/body")
                        .status())
                .isEqualTo(403);
        assertThat(GATEWAY.getAs(GATEWAY.token("tenant-r", "events:raw"), RECEIPTS + "/" + r3 + "/body")
                        .status())
                .isEqualTo(404);
    }

    private static void store(String tenant, String id, String source, Verdict verdict, @Nullable String reason) {
        store(tenant, id, source, verdict, reason, "tink");
    }

    private static void store(
            String tenant, String id, String source, Verdict verdict, @Nullable String reason, String provider) {
        byte[] body = "{\"canary\" : 1.0}".getBytes(UTF_8);
        var receipt = new Receipt(
                id,
                tenant,
                provider,
                source,
                Instant.parse("2026-03-02T09:15:07Z"),
                verdict,
                reason,
                null,
                List.of(),
                null,
                null,
                new Receipt.Content("0".repeat(64), body.length, List.of(), Map.of("user-agent", "canary"), body),
                null);
        GATEWAY.context().getBean(ReceiptStore.class).insert(List.of(receipt), Duration.ofSeconds(5));
    }
}
