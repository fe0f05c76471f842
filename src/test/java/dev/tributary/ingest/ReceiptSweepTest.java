package dev.tributary.ingest;

import static com.mongodb.client.model.Filters.eq;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import dev.tributary.TestGateway;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.source.SourceDirectory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Receipts whose events were lost between the two inserts of one write. */
class ReceiptSweepTest {

    private static final String SECRET = "sweep-secret-0123456789";
    private static TestGateway gateway;

    private final List<EventsStored> published = new ArrayList<>();

    @BeforeAll
    static void start() {
        gateway = TestGateway.start("--tributary.egress.allow=127.0.0.0/8");
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
        assertThat(published).hasSize(1);
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
        Receipt broken = receive("broken", "c1");
        Receipt whole = receive("broken", "c2");
        lose(event(broken));
        lose(event(whole));
        database()
                .getCollection("receipts")
                .updateOne(eq("_id", broken.id()), Updates.set("body", new Binary("no JSON".getBytes(UTF_8))));

        sweep();

        assertThat(gateway.bean(EventReader.class)
                        .present(List.of(
                                broken.eventIds().get(0), whole.eventIds().get(0))))
                .containsExactlyElementsOf(whole.eventIds());
    }

    private void sweep() {
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));
        new ReceiptSweep(
                        gateway.bean(ReceiptStore.class),
                        gateway.bean(EventStore.class),
                        gateway.bean(EventReader.class),
                        gateway.bean(SourceDirectory.class),
                        gateway.bean(MappingStep.class),
                        () -> "sweeper",
                        published::add,
                        later)
                .sweep();
    }

    private static Receipt receive(String source, String connection) {
        if (gateway.bean(SourceDirectory.class).find(source).isEmpty()) {
            gateway.source(source, "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
        }
        String body = "{\"event\":\"credential_create\",\"id_credential\":\"" + connection + "\"}";
        assertThat(gateway.post("/hooks/paybook/" + source, body.getBytes(UTF_8), "X-Secret", SECRET)
                        .statusCode())
                .isEqualTo(200);
        List<Receipt> all = receipts(source);
        return all.get(all.size() - 1);
    }

    private static List<Receipt> receipts(String source) {
        return gateway.bean(ReceiptStore.class).find("default", source, null, null, 100);
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
