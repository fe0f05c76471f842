package dev.tributary.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.event.Proof;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore.Accepted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a receipt store holds on every server of the protocol that the gateway supports. */
abstract class ReceiptStoreContract {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private ReceiptStore store;

    abstract MongoDatabase database();

    @BeforeEach
    void open() {
        store = new ReceiptStore(ReceiptStore.INDEXES.on(database()));
    }

    @Test
    void givesBackWhatItTookToItsTenantOnly() {
        Receipt receipt = receipt("r1", "default", NOON, Verdict.ACCEPTED);
        assertThat(store.insert(List.of(receipt), PATIENCE)).containsExactly("r1");
        assertThat(store.find("default", "r1").orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(receipt);
        assertThat(store.find("another", "r1")).isEmpty();
    }

    @Test
    void pagesInTheOrderOfIdsWithoutGapOrRepetitionWhateverTheReceiveTimes() {
        store.insert(
                List.of(
                        receipt("r1", "default", NOON.plusMillis(2), Verdict.ACCEPTED),
                        receipt("r2", "default", NOON.plusMillis(1), Verdict.REJECTED),
                        receipt("r3", "another", NOON, Verdict.ACCEPTED),
                        receipt("r4", "default", NOON, Verdict.ACCEPTED)),
                PATIENCE);
        List<String> read = new ArrayList<>();
        String after = null;
        for (int page = 0; page < 3; page++) {
            List<Receipt> found = store.find("default", null, null, after, 1);
            assertThat(found).hasSize(1);
            after = found.get(0).id();
            read.add(after);
        }
        assertThat(read).containsExactly("r1", "r2", "r4");
        assertThat(store.find("default", null, null, after, 1)).isEmpty();
        assertThat(store.find("default", "s1", Verdict.REJECTED, null, 9))
                .extracting(Receipt::id)
                .containsExactly("r2");
    }

    @Test
    void pagesTheAcceptedOfAWindowInTheOrderOfTheirIds() {
        String early = id(-1);
        String first = id(0);
        String second = id(1);
        String third = id(2);
        String late = id(1000);
        store.insert(
                List.of(
                        receipt(late, "default", NOON, Verdict.ACCEPTED),
                        receipt(third, "default", NOON, Verdict.ACCEPTED),
                        receipt(id(3), "default", NOON, Verdict.REJECTED),
                        receipt(second, "another", NOON, Verdict.ACCEPTED),
                        receipt(first, "default", NOON, Verdict.ACCEPTED),
                        receipt(early, "default", NOON, Verdict.ACCEPTED)),
                PATIENCE);
        assertThat(page(null)).containsExactly(first, second);
        assertThat(page(first)).containsExactly(second, third);
        assertThat(page(second)).containsExactly(third);
        assertThat(page(third)).isEmpty();
        assertThat(store.acceptedBetween(NOON, NOON.plusMillis(1), null, 1))
                .containsExactly(new Accepted(first, "default", List.of("event-of-" + first)));
        assertThat(store.lastMinted()).contains(NOON.plusSeconds(1));
    }

    private static String id(int millis) {
        return TimeOrderedId.lowest(NOON.plusMillis(millis));
    }

    @Test
    void aDuplicateNamesTheOriginalAndNoEventsOfItsOwn() {
        store.insert(
                List.of(
                        receipt("r1", "default", NOON, Verdict.ACCEPTED),
                        receipt("r2", "default", NOON, Verdict.ACCEPTED)),
                PATIENCE);
        store.markDuplicates(Map.of("r2", "e1"));
        Receipt marked = store.find("default", "r2").orElseThrow();
        assertThat(marked.verdict()).isEqualTo(Verdict.DUPLICATE);
        assertThat(marked.duplicateOf()).isEqualTo("e1");
        assertThat(marked.eventIds()).isEmpty();
        assertThat(store.find("default", "r1").orElseThrow().verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    private List<String> page(@Nullable String after) {
        return store.acceptedBetween(NOON, NOON.plusSeconds(1), after, 2).stream()
                .map(Accepted::id)
                .toList();
    }

    private static Receipt receipt(String id, String tenant, Instant receivedAt, Verdict verdict) {
        return new Receipt(
                id,
                tenant,
                "paybook",
                "s1",
                receivedAt,
                verdict,
                null,
                null,
                List.of("event-of-" + id),
                Proof.SENDER,
                "00",
                2,
                List.of("$.secret"),
                Map.of("user-agent", "test"),
                "{}".getBytes(UTF_8));
    }
}
