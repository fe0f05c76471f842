package dev.tributary.quarantine;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static dev.tributary.quarantine.DeltaGateway.KIND;
import static dev.tributary.quarantine.DeltaGateway.LINKED;
import static dev.tributary.quarantine.DeltaGateway.OPENED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoCollection;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stored history is mapped again after a change of the mapping file, on every server of the protocol. */
abstract class RemapContract {

    private static final String REMAPS = "/api/v1/remaps";

    private final Instant from = Instant.now().minusSeconds(1);
    private DeltaGateway delta;

    abstract String server();

    /** How many calls history has: half of them of a kind, one of a hundred not mapped. */
    abstract int calls();

    @BeforeEach
    void open() throws Exception {
        delta = new DeltaGateway(server(), OPENED);
        delta.gateway().source("s1", "delta", "delta-secret", Map.of(), "right", null);
    }

    private void fill(int calls) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(48);
        try {
            for (Future<Integer> status : callers.invokeAll(IntStream.range(0, calls)
                    .<Callable<Integer>>mapToObj(number -> () -> call(number))
                    .toList())) {
                assertThat(status.get()).isEqualTo(200);
            }
        } finally {
            callers.shutdown();
        }
    }

    @AfterEach
    void close() {
        delta.close();
    }

    private int call(int number) {
        String event = number % 100 == 99 ? "linked" : "opened";
        String kind = number % 2 == 0 ? ",\"kind\":\"savings\"" : "";
        String body = "{\"event\":\"%s\",\"account\":\"a%d\"%s}".formatted(event, number, kind);
        return delta.call("s1", body, "Delta-Secret", "right");
    }

    @Test
    void eachEventThatDiffersIsStoredOnceMoreAlsoWhenTheWorkIsInterrupted() throws Exception {
        fill(calls());
        int unmapped = calls() / 100;
        int changed = calls() / 2 + unmapped;
        int same = calls() - changed;
        String before =
                delta.gateway().get("/api/v1/events?subject=accounts/a0").body();
        String expected = "{\"changed\":%d,\"same\":%d}".formatted(changed, same);
        String first =
                delta.list("/api/v1/events?subject=accounts/a0").at("/0/id").asText();
        assertThat(delta.get("/api/v1/events/" + first + "/mapping")
                        .path("outcome")
                        .asText())
                .isEqualTo("same");
        delta.restart("1.1.0", OPENED, LINKED, KIND);
        JsonNode mapping = delta.get("/api/v1/events/" + first + "/mapping");
        assertThat(mapping.path("outcome").asText()).isEqualTo("changed");
        assertThat(mapping.path("changes").toString()).isEqualTo("[\"/data/account/kind\"]");
        assertThat(mapping.path("mappedBy").asText()).isEqualTo("delta-events@1.0.0");
        assertThat(mapping.path("mapping").asText()).isEqualTo("delta-events@1.1.0");
        String range = range();

        JsonNode counted = delta.post(200, REMAPS, "{" + range + ",\"dryRun\":true}");
        assertThat(counted.path("complete").asBoolean()).isTrue();
        assertThat(counted.path("counts").toString()).isEqualTo(expected);
        assertThat(counted.path("changes")).hasSize(20);
        assertThat(counted.path("changes").findValuesAsText("path")).contains("/data/account/kind");
        assertThat(counted.path("changes").toString())
                .contains("\"changes\":[{\"path\":\"/data/account/kind\",\"after\":\"savings\"}]");
        assertThat(stored()).as("nothing was written").isEqualTo(calls());

        String job = REMAPS + "/"
                + delta.post(202, REMAPS, "{" + range + "}").path("id").asText();
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> delta.get(job).at("/counts/changed").asInt() > 0);
        String position = job(job).getString("position");
        delta.restart();
        awaitEnd(job);
        assertThat(delta.get(job).path("counts").toString()).isEqualTo(expected);
        assertThat(stored()).isEqualTo(calls() + changed);

        String unmarked = unmark();
        goOnFrom(job, position);
        awaitEnd(job);
        assertThat(stored()).as("pages that were done twice").isEqualTo(calls() + changed);
        JsonNode marked = delta.get("/api/v1/quarantine/" + unmarked);
        assertThat(marked.path("released").asBoolean()).isTrue();
        assertThat(marked.path("eventIds")).hasSize(2);
        String linked = ",\"type\":\"bank.account.linked.v1\",\"dryRun\":true}";
        assertThat(delta.post(200, REMAPS, "{" + range() + linked)
                        .path("counts")
                        .toString())
                .isEqualTo("{\"same\":" + unmapped + "}");
        assertThat(delta.list("/api/v1/receipts?verdict=released&limit=200")).hasSize(Math.min(200, unmapped));
        assertFirst(before);
    }

    /** What was stored stays as it is; the event beside it has another id and the same receipt. */
    private void assertFirst(String before) {
        JsonNode events = delta.list("/api/v1/events?subject=accounts/a0");
        assertThat(events).hasSize(2);
        assertThat(before).contains(events.get(0).toString());
        JsonNode fresh = events.get(1);
        assertThat(fresh.path("receiptid")).isEqualTo(events.get(0).path("receiptid"));
        assertThat(fresh.path("mappingversion").asText()).isEqualTo("delta-events@1.1.0");
        assertThat(fresh.at("/data/account/kind").asText()).isEqualTo("savings");
        assertThat(fresh.path("recordedtime").asText())
                .isGreaterThan(events.get(0).path("recordedtime").asText());
    }

    /** Makes the receipt of the last call that was not mapped what it was, as where a gateway was killed before it was marked. */
    private String unmark() {
        JsonNode calls = delta.list("/api/v1/quarantine?kind=unmapped&limit=200");
        JsonNode last = calls.get(calls.size() - 1);
        assertThat(last.path("released").asBoolean()).isTrue();
        String id = last.path("id").asText();
        delta.gateway().bean(ReceiptStore.class).change("default", Set.of(id), receipt -> unmarked(receipt));
        assertThat(delta.get("/api/v1/quarantine/" + id).path("released").asBoolean())
                .isFalse();
        return id;
    }

    private static Receipt unmarked(Receipt receipt) {
        return new Receipt(
                receipt.id(),
                receipt.tenant(),
                receipt.provider(),
                receipt.sourceId(),
                receipt.receivedAt(),
                Verdict.ACCEPTED,
                null,
                null,
                receipt.eventIds().subList(0, 1),
                receipt.proof(),
                null,
                receipt.content(),
                null);
    }

    /** As a gateway leaves it that is killed after it has stored the pages behind a position, and its lease is over. */
    private void goOnFrom(String job, String position) {
        Date past = Date.from(Instant.now().minusSeconds(1));
        assertThat(jobs().updateOne(
                                eq("_id", id(job)),
                                combine(
                                        set("state", "running"),
                                        set("position", position),
                                        set("claimToken", "of a gateway that was killed"),
                                        set("leaseUntil", past),
                                        set("nextAttemptAt", past),
                                        set("endedAt", null)))
                        .getModifiedCount())
                .isEqualTo(1);
    }

    @Test
    void whatHasNoReceiptAnyMoreIsCounted() throws Exception {
        fill(200);
        delta.restart("1.1.0", OPENED, LINKED, KIND);
        for (String name : delta.database().listCollectionNames()) {
            if (name.startsWith("receipts_")) {
                delta.database().getCollection(name).deleteMany(new Document());
            }
        }
        String range = range();
        assertThat(delta.post(200, REMAPS, "{" + range + ",\"sourceId\":\"s1\",\"dryRun\":true}")
                        .path("counts")
                        .toString())
                .isEqualTo("{\"notKept\":200}");
        assertThat(delta.post(200, REMAPS, "{" + range + ",\"sourceId\":\"s2\",\"dryRun\":true}")
                        .path("counts")
                        .toString())
                .isEqualTo("{}");
        assertThat(delta.post(200, REMAPS, "{" + range + ",\"type\":\"gateway.provider.unmapped.v1\",\"dryRun\":true}")
                        .path("counts")
                        .toString())
                .isEqualTo("{\"notKept\":2}");
    }

    private String range() {
        return "\"from\":\"%s\",\"before\":\"%s\"".formatted(from, Instant.now());
    }

    private void awaitEnd(String job) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> delta.get(job).path("state").asText().equals("done"));
    }

    private long stored() {
        return delta.database().getCollection("events").countDocuments();
    }

    private MongoCollection<Document> jobs() {
        return delta.database().getCollection("quarantine_jobs");
    }

    private Document job(String path) {
        Document found = jobs().find(eq("_id", id(path))).first();
        assertThat(found).isNotNull();
        return found;
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
