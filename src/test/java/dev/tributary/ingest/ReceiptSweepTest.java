package dev.tributary.ingest;

import static com.mongodb.client.model.Filters.eq;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.ReceiptStore.Listed;
import dev.tributary.source.SourceDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Receipts whose events were lost between the two inserts of one write. */
class ReceiptSweepTest {

    private static final String SECRET = "sweep-secret-0123456789";
    private static final String ELEMENT =
            "{\"header\":{\"event\":{\"name\":\"credentials.created\",\"eid\":\"%s\"}},\"payload\":{\"id_credential\":\"c\"}}";
    private static final String GROUPED =
            "{\"rid\":\"1\",\"events\":[" + ELEMENT.formatted("e1") + "," + ELEMENT.formatted("e2") + "]}";
    private static final List<EventsStored> published = new ArrayList<>();
    private static TestGateway gateway;
    private static Sweeps sweeps;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start("--tributary.egress.allow=127.0.0.0/8");
        sweeps = new Sweeps(gateway, published::add);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void mapsAReceiptAgainUnderTheIdsThatItNames() {
        Receipt receipt = receive("lost", "c1");
        StoredEvent original = event(receipt);
        lose(original);

        sweep();

        assertThat(event(receipt).body()).isEqualTo(original.body());
        assertThat(published).hasSize(1);
        assertThat(published.get(0).events())
                .extracting(stored -> stored.event().id())
                .containsExactlyElementsOf(receipt.eventIds());
        sweep();
        assertThat(published).isEmpty();
    }

    @Test
    void marksAReceiptWhoseOccurrenceIsThereAsAnotherEvent() {
        Receipt first = receive("again", "c1");
        lose(event(first));
        receive("again", "c1");
        Receipt second = receipts("again").get(1);

        sweep();

        Receipt marked = receipts("again").get(0);
        assertThat(marked.verdict()).isEqualTo(Verdict.DUPLICATE);
        assertThat(List.of(String.valueOf(marked.duplicateOf()))).isEqualTo(second.eventIds());
        assertThat(published).isEmpty();
    }

    @Test
    void oneThatCannotBeMappedHoldsUpNoOther() {
        Receipt whole = receive("broken", "c1");
        Receipt broken = broken(whole);
        lose(event(whole));
        gateway.bean(ReceiptStore.class).insert(List.of(broken), Duration.ofSeconds(5));

        sweep();

        assertThat(gateway.bean(EventReader.class)
                        .present(List.of(
                                broken.eventIds().get(0), whole.eventIds().get(0))))
                .containsExactlyElementsOf(whole.eventIds());
    }

    @Test
    void aReceiptOfWhichOneOccurrenceIsThereAsAnotherEventNamesTheRest() {
        Receipt first = receiveBody("grouped", GROUPED);
        List<StoredEvent> lost = gateway.bean(EventReader.class).find(first.eventIds());
        lost.forEach(ReceiptSweepTest::lose);
        String again = receiveBody("grouped", "{\"rid\":\"2\",\"events\":[" + ELEMENT.formatted("e1") + "]}")
                .eventIds()
                .get(0);

        sweep();

        Receipt corrected =
                gateway.bean(ReceiptStore.class).find("default", first.id()).orElseThrow();
        assertThat(corrected.eventIds()).containsExactly(first.eventIds().get(1));
        assertThat(gateway.bean(EventReader.class).present(corrected.eventIds()))
                .hasSize(1);
        assertThat(corrected.eventIds()).doesNotContain(again);
    }

    /** The same call, but for its bytes, in a commit before it. */
    private static Receipt broken(Receipt whole) {
        String id = TimeOrderedId.lowest(TimeOrderedId.instantOf(whole.id()).minusMillis(1));
        return new Receipt(
                id,
                whole.tenant(),
                whole.provider(),
                whole.sourceId(),
                whole.receivedAt(),
                Verdict.ACCEPTED,
                null,
                null,
                List.of(id),
                whole.proof(),
                null,
                new Receipt.Content(whole.content().sha256(), 7, List.of(), Map.of(), "no JSON".getBytes(UTF_8)),
                null);
    }

    /** From two minutes ago until those that were just received. */
    private void sweep() {
        Instant now = Instant.now();
        published.clear();
        sweeps.sweep(Sweeps.alive(UUID.randomUUID().toString(), now.minusSeconds(120), now.plusSeconds(60)));
    }

    private static Receipt receive(String source, String connection) {
        return receiveBody(source, "{\"event\":\"credential_create\",\"id_credential\":\"" + connection + "\"}");
    }

    private static Receipt receiveBody(String source, String body) {
        if (gateway.bean(SourceDirectory.class).find(source).isEmpty()) {
            gateway.source(source, "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
        }
        assertThat(gateway.post("/hooks/paybook/" + source, body.getBytes(UTF_8), "X-Secret", SECRET)
                        .statusCode())
                .isEqualTo(200);
        List<Receipt> all = receipts(source);
        return all.get(all.size() - 1);
    }

    private static List<Receipt> receipts(String source) {
        return gateway.bean(ReceiptStore.class).find("default", source, null, null, 100).stream()
                .map(Listed::receipt)
                .toList();
    }

    private static StoredEvent event(Receipt receipt) {
        return gateway.bean(EventReader.class)
                .find("default", receipt.eventIds().get(0))
                .orElseThrow();
    }

    private static void lose(StoredEvent event) {
        database().getCollection("events").deleteOne(eq("_id", event.event().id()));
    }

    private static MongoDatabase database() {
        return gateway.bean(MongoDatabase.class);
    }
}
