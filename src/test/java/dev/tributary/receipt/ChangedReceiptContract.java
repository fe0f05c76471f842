package dev.tributary.receipt;

import static dev.tributary.receipt.ReceiptFixtures.id;
import static dev.tributary.receipt.ReceiptFixtures.receipt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import dev.tributary.event.Proof;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.mongo.retention.Retention;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore.Filters;
import dev.tributary.receipt.ReceiptStore.Listed;
import dev.tributary.receipt.rejected.RejectedProof;
import dev.tributary.receipt.rejected.RejectedProofStore;
import dev.tributary.security.secret.SecretCipher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receipts that are changed after their commit, on every server of the protocol. */
abstract class ChangedReceiptContract {

    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int CALLS = 16;

    private MongoDatabase database;
    private ReceiptStore store;

    abstract MongoDatabase database();

    @BeforeEach
    void open() {
        database = database();
        store = new ReceiptStore(database, Clock.fixed(NOON, ZoneOffset.UTC));
        store.insert(
                IntStream.range(0, CALLS)
                        .mapToObj(n -> receipt(id(NOON, n), "default", Verdict.REJECTED))
                        .toList(),
                MAX_WAIT);
    }

    @Test
    void changesOfOneCommitThatMeetAllStand() {
        IntStream.range(0, CALLS).parallel().forEach(n -> release(id(NOON, n)));

        assertThat(listed(Verdict.REJECTED)).isEmpty();
        assertThat(listed(Verdict.RELEASED)).hasSize(CALLS);
    }

    @Test
    void aReleasedReceiptKeepsWhatItWas() {
        Receipt before = store.find("default", id(NOON, 3)).orElseThrow();

        release(before.id());

        Receipt after = store.find("default", before.id()).orElseThrow();
        assertThat(after.verdict()).isEqualTo(Verdict.RELEASED);
        assertThat(after.released()).isEqualTo(Verdict.REJECTED);
        assertThat(after.reason()).isEqualTo(before.reason());
        assertThat(after.eventIds()).containsExactly(before.eventIds().get(0), "019cadd4-71f3-7d7e-9f3a-2f1f6a0c9b41");
        assertThat(after.proof()).isEqualTo(Proof.BODY);
        assertThat(after.content().body()).isEqualTo(before.content().body());
        assertThat(listed(Verdict.REJECTED)).hasSize(CALLS - 1).doesNotContain(before.id());
    }

    @Test
    void aReleaseOfAnUnknownReceiptChangesNothing() {
        release(id(NOON, CALLS));
        release("no id");

        assertThat(listed(Verdict.REJECTED)).hasSize(CALLS);
    }

    /** Of one commit, which another gateway changes between each read and each write. */
    @Test
    @Timeout(60)
    void aChangeThatOthersAreAlwaysFasterThanEndsAndChangesNothing() {
        String id = id(NOON, 3);
        String other = id(NOON, 4);
        var tries = new AtomicInteger();
        UnaryOperator<Receipt> change = receipt -> {
            int number = tries.incrementAndGet();
            store.change("default", Set.of(other), is -> is.asReleased(Proof.BODY, "other" + number, List.of(), null));
            return receipt.asReleased(Proof.BODY, "1", List.of(), null);
        };

        assertThatThrownBy(() -> store.change("default", Set.of(id), change))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(id);

        assertThat(tries.get()).isBetween(50, 200);
        assertThat(store.find("default", id).orElseThrow().verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(store.find("default", other).orElseThrow().verdict()).isEqualTo(Verdict.RELEASED);
    }

    /** Of one commit, which other gateways change between its read and its write: two users may be erased at a time. */
    @Test
    void aRemovalLeavesWhatOthersDoMeanwhile() {
        String removed = id(NOON, 1);
        String removedByAnother = id(NOON, 2);
        String released = id(NOON, 3);
        var erasures = new ReceiptErasureStore(store, proofs());
        var others = new AtomicBoolean();
        Predicate<Receipt> which = receipt -> {
            if (others.compareAndSet(false, true)) {
                erasures.remove("default", removedByAnother);
                release(released);
            }
            return receipt.id().equals(removed);
        };

        long found = erasures.remove("default", which, null, id(NOON.plusSeconds(60), 0), 10)
                .found();

        assertThat(found).isEqualTo(1);
        assertThat(listed(Verdict.REJECTED)).hasSize(CALLS - 3).doesNotContain(removed, removedByAnother);
        assertThat(listed(Verdict.RELEASED)).containsExactly(released);
    }

    @Test
    void theProofOfARemovedReceiptIsRemovedWithIt() {
        RejectedProofStore proofs = proofs();
        List<String> ids = List.of(id(NOON, 1), id(NOON, 2));
        proofs.insert(ids.stream()
                .map(id -> new RejectedProof(id, "default", Map.of("x-signature", List.of("s"))))
                .toList());

        new ReceiptErasureStore(store, proofs).remove("default", ids.get(0));

        assertThat(proofs.kept("default", ids)).containsExactly(ids.get(1));
    }

    @Test
    void severalAreFoundByTheirIds() {
        store.insert(List.of(receipt(id(NOON.plusSeconds(60), 1), "default", Verdict.ACCEPTED)), MAX_WAIT);
        List<String> ids = List.of(id(NOON, 2), id(NOON, 4), id(NOON.plusSeconds(60), 1), id(NOON, 99));

        assertThat(store.find("default", ids)).containsOnlyKeys(ids.subList(0, 3));
        assertThat(store.find("default", ids).values())
                .allSatisfy(receipt -> assertThat(receipt.content().body()).isNotEmpty());
        assertThat(store.findListed("default", ids)).containsOnlyKeys(ids.subList(0, 3));
        assertThat(store.find("another", ids)).isEmpty();
    }

    @Test
    void aRangeOfIdsIsListed() {
        for (int second = 1; second < 5; second++) {
            store.insert(List.of(receipt(id(NOON.plusSeconds(second), 1), "default", Verdict.REJECTED)), MAX_WAIT);
        }
        IdRange range = IdRange.madeBetween(NOON.plusSeconds(1), NOON.plusSeconds(3));

        assertThat(ids(store.find(new Filters("default", null, "s1", Verdict.REJECTED), range, null, 10)))
                .containsExactly(id(NOON.plusSeconds(1), 1), id(NOON.plusSeconds(2), 1));
        var rejected = new Filters("default", null, null, Verdict.REJECTED);
        List<Listed> first = store.find(rejected, range, null, 1);
        assertThat(ids(store.find(rejected, range, first.get(0).position(), 10)))
                .containsExactly(id(NOON.plusSeconds(2), 1));
    }

    private RejectedProofStore proofs() {
        return new RejectedProofStore(
                database,
                new SecretCipher(new byte[32]),
                Retention.parse("RETENTION", "30d", Duration.ofDays(1)),
                Clock.systemUTC());
    }

    private void release(String id) {
        store.change(
                "default",
                Set.of(id),
                receipt -> receipt.asReleased(Proof.BODY, "1", List.of("019cadd4-71f3-7d7e-9f3a-2f1f6a0c9b41"), null));
    }

    private List<String> listed(Verdict verdict) {
        return ids(store.find("default", null, verdict, null, 100));
    }

    private static List<String> ids(List<Listed> page) {
        return page.stream().map(listed -> listed.receipt().id()).toList();
    }
}
