package dev.tributary.ingest.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.tributary.event.EventFixtures;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.ingest.commit.NotStoredException.Reason;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptFixtures;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.store.RefusingStore;
import dev.tributary.store.TestDatabase;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call is answered when the store has its receipt and its events, and not before. */
@Timeout(60)
class GroupCommitTest {

    private final RefusingStore refusing = new RefusingStore();
    private final MongoClient client = MongoClients.create(refusing.uri());
    private final OpenEvents open = new OpenEvents();
    private final List<EventsStored> stored = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private MongoDatabase database = client.getDatabase("commits");
    private ReceiptStore receipts = new ReceiptStore(database, Clock.systemUTC());
    private volatile boolean hasLease = true;

    @AfterEach
    void close() {
        client.close();
        refusing.close();
    }

    @Test
    void storesManyCallsByFewWritesAndAnswersEachWhenItIsInTheStore() throws Exception {
        database = TestDatabase.embedded();
        try (GroupCommit commits = open()) {
            ExecutorService threads = Executors.newFixedThreadPool(50);
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                VerifiedCall call = call("occurrence " + i);
                calls.add(threads.submit(() -> {
                    assertThat(commits.store(call)).isTrue();
                    assertStored(call);
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
            threads.shutdown();

            DistributionSummary batches =
                    metrics.get("tributary.commit.batch.size").summary();
            assertThat(batches.totalAmount()).isEqualTo(200);
            assertThat(batches.count()).as("commits of 200 calls").isLessThan(100);
            await().untilAsserted(() -> assertThat(stored.stream()
                            .mapToInt(batch -> batch.events().size())
                            .sum())
                    .isEqualTo(200));
        }
    }

    @Test
    void answersARepeatedOccurrenceAsADuplicateAndNamesTheFirstEventInItsReceipt() {
        try (GroupCommit commits = open()) {
            VerifiedCall first = call("one occurrence");
            VerifiedCall second = call("one occurrence");

            assertThat(commits.store(first)).isTrue();
            assertThat(commits.store(second)).isFalse();

            Receipt receipt = receipts.find("default", second.receipt().id()).orElseThrow();
            assertThat(receipt.verdict()).isEqualTo(Verdict.DUPLICATE);
            assertThat(receipt.duplicateOf()).isEqualTo(first.events().get(0).id());
            assertThat(open.ids())
                    .as("an event that is not an event waits for nothing")
                    .containsExactly(id(first));
            assertThat(stored).hasSize(1);
        }
    }

    @Test
    void answersNoCallThatTheStoreRefusesAndGoesOnWhenItTakesWritesAgain() {
        try (GroupCommit commits = open()) {
            refusing.refuse(RefusingStore.OUT_OF_DISK_SPACE);
            assertRefused(commits, call("refused"), Reason.NOT_WRITTEN);
            assertThat(stored).isEmpty();

            refusing.accept();
            VerifiedCall next = call("next");
            assertThat(commits.store(next)).isTrue();
            assertStored(next);
            assertThat(commits.failure()).isEmpty();
        }
    }

    @Test
    void writesNothingWithoutALease() {
        hasLease = false;
        try (GroupCommit commits = open()) {
            VerifiedCall call = call("without a lease");
            assertRefused(commits, call, Reason.NO_LEASE);
            assertThat(new EventReader(database).find("default", id(call))).isEmpty();
            assertThat(open.ids()).isEmpty();
        }
    }

    @Test
    void refusesCallsOfBeforeTheCheckpoint() {
        VerifiedCall call = call("mapped long ago");
        open.checkpoint("ffffffff");
        try (GroupCommit commits = open()) {
            assertRefused(commits, call, Reason.STOOD_STILL);
        }
    }

    @Test
    void takesNoCallAfterItsEnd() {
        GroupCommit commits = open();
        commits.close();
        assertRefused(commits, call("too late"), Reason.STOPPING);
        assertThat(commits.failure()).as("an end that was asked for is none").isEmpty();
    }

    private GroupCommit open() {
        EventStore.INDEXES.on(database);
        var commits = new CommitMetrics(metrics);
        var unknown = new UnknownWrites(new EventReader(database), open, stored::add, () -> {});
        receipts = new ReceiptStore(database, Clock.systemUTC());
        var writes = new BatchWrites(
                receipts, new EventStore(database), open, unknown, () -> "test", () -> hasLease, commits);
        return new GroupCommit(writes, receipts, open, unknown, stored::add, commits);
    }

    private void assertStored(VerifiedCall call) {
        assertThat(new EventReader(database).find("default", id(call))).isPresent();
        assertThat(receipts.find("default", call.receipt().id())).isPresent();
    }

    private static void assertRefused(GroupCommit commits, VerifiedCall call, Reason reason) {
        assertThatExceptionOfType(NotStoredException.class)
                .isThrownBy(() -> commits.store(call))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static String id(VerifiedCall call) {
        return call.events().get(0).id();
    }

    private static VerifiedCall call(String occurrence) {
        StoredEvent event = StoredEvent.of(EventFixtures.payment("s1", occurrence));
        String receiptId = Objects.requireNonNull(event.event().receiptId());
        return new VerifiedCall(ReceiptFixtures.receipt(receiptId, "default", "s1", Verdict.ACCEPTED), List.of(event));
    }
}
