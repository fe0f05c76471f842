package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.source.SourceDirectory;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Calls with events that are in the call twice or came before. */
class RepeatedEventTest {

    private static final String SECRET = "repeated-secret-0123456789";
    private static final String ELEMENT =
            "{\"header\":{\"event\":{\"name\":\"credentials.created\",\"eid\":\"%s\"}},\"payload\":{\"id_credential\":\"%s\"}}";
    private static final String DOTTED = "{\"type\":\"credentials.updated\",\"data\":{\"userId\":"
            + "\"2f37e3ff1e5342b39c41bee3ee73cf8e\"},\"timestamp\":\"2024-01-15T10:30:00Z\"}";
    private static final String SIGNATURE = "5e96139d5ee179021291649cbb4f7b5846e92e4919dc36234364ac4cf36de207";
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theReceiptOfACallWithOneEventTwiceNamesItOnce() {
        call("twice", element("e1"), element("e1"));

        List<StoredEvent> events = events("twice");
        assertThat(events).hasSize(1);
        Receipt receipt = receipt(events.get(0));
        assertThat(receipt.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(receipt.eventIds()).containsExactly(events.get(0).id());
    }

    @Test
    void theReceiptOfACallWithAKnownAndANewEventNamesTheNewOne() {
        call("known", element("e1"));
        call("known", element("e1"), element("e2"));

        List<StoredEvent> events = events("known");
        assertThat(events).hasSize(2);
        assertThat(receipt(events.get(0)).eventIds())
                .containsExactly(events.get(0).id());
        assertThat(receipt(events.get(1)).eventIds())
                .containsExactly(events.get(1).id());
        assertThat(receipt(events.get(1)).verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void theReceiptOfACallWithKnownRepeatedAndNewEventsNamesTheNewOnesOnceEach() {
        call("mixed", element("e1"), element("e2"));
        call("mixed", element("e3"), element("e1"), element("e3"), element("e4"), element("e2"), element("e4"));

        List<StoredEvent> events = events("mixed");
        assertThat(events).hasSize(4);
        assertThat(receipt(events.get(3)).eventIds())
                .containsExactly(events.get(2).id(), events.get(3).id());
        assertThat(receipt(events.get(0)).eventIds())
                .containsExactly(events.get(0).id(), events.get(1).id());
    }

    @Test
    void theReceiptOfACallWithManyEventsThatCameBeforeNamesOnlyIdsThatExist() {
        call("many", IntStream.range(0, 40).mapToObj(n -> element("e" + n)).toArray(String[]::new));
        call(
                "many",
                IntStream.range(30, 60).mapToObj(n -> element("e" + n % 50)).toArray(String[]::new));

        Set<String> stored = events("many").stream().map(StoredEvent::id).collect(Collectors.toSet());
        List<Receipt> receipts = gateway.bean(ReceiptStore.class).find("default", "many", null, null, 10).stream()
                .map(ReceiptStore.Listed::receipt)
                .toList();
        assertThat(stored).hasSize(50);
        assertThat(receipts).hasSize(2).allSatisfy(receipt -> assertThat(stored).containsAll(receipt.eventIds()));
        assertThat(receipts.stream()
                        .mapToInt(receipt -> receipt.eventIds().size())
                        .sum())
                .isEqualTo(50);
    }

    @Test
    void aBlankIdMakesNoDuplicateOfADifferentCall() {
        call("blank", ELEMENT.formatted(" ", "c1"));
        call("blank", ELEMENT.formatted(" ", "c2"));
        call("blank", ELEMENT.formatted(" ", "c2"));

        assertThat(events("blank"))
                .extracting(stored -> stored.event().subject())
                .containsExactly("connections/c1", "connections/c2");
    }

    @Test
    void aCallSentAgainAcrossTheEdgeOfItsWindowIsADuplicateAndTwoWindowsLaterIsNot() {
        var now = new AtomicReference<>(Instant.parse("2026-03-02T09:59:58Z"));
        InstantSource clock = now::get;
        try (TestGateway other = TestGateway.startAt(clock.withZone(ZoneOffset.UTC))) {
            other.source("tink-main", "tink", "tink-dotted", Map.of(), "webhook_secret_123", null);
            assertThat(dotted(other)).isEqualTo("{\"status\":\"accepted\"}");
            now.set(Instant.parse("2026-03-02T10:00:01Z"));
            assertThat(dotted(other)).isEqualTo("{\"status\":\"duplicate\"}");
            now.set(Instant.parse("2026-03-02T11:00:01Z"));
            assertThat(dotted(other)).isEqualTo("{\"status\":\"accepted\"}");
        }
    }

    private static String dotted(TestGateway other) {
        return other.post("/hooks/tink/tink-main", DOTTED.getBytes(UTF_8), "X-Tink-Signature", SIGNATURE)
                .body();
    }

    private static String element(String eid) {
        return ELEMENT.formatted(eid, "c-" + eid);
    }

    private static void call(String source, String... elements) {
        if (gateway.bean(SourceDirectory.class).find(source).isEmpty()) {
            gateway.source(source, "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
        }
        String body = "{\"rid\":\"r\",\"events\":[" + String.join(",", elements) + "]}";
        assertThat(gateway.post("/hooks/paybook/" + source, body.getBytes(UTF_8), "X-Secret", SECRET)
                        .statusCode())
                .isEqualTo(200);
    }

    private static List<StoredEvent> events(String source) {
        var all = EventQuery.all("default", null, 1000);
        return gateway.bean(EventReader.class).find(all).found().stream()
                .filter(stored -> stored.event().sourceId().equals(source))
                .toList();
    }

    private static Receipt receipt(StoredEvent event) {
        return gateway.bean(ReceiptStore.class)
                .find("default", String.valueOf(event.event().receiptId()))
                .orElseThrow();
    }
}
