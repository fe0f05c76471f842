package dev.tributary.ingest.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tributary.event.Proof;
import dev.tributary.ingest.commit.NotStoredException.Reason;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CommitQueueTest {

    private static final int MIB = 1 << 20;

    private final CommitQueue queue = new CommitQueue();

    @Test
    void takesAsManyCallsAsAreAllowedToWaitAndRefusesTheNext() {
        for (int i = 0; i < 2_048; i++) {
            queue.submit(call("s" + i % 20, 10));
        }
        assertRefused("s1", 10, Reason.QUEUE_FULL);
        assertThat(queue.size()).isEqualTo(2_048);
    }

    @Test
    void keepsAPartOfTheBytesFreeForOtherSourcesHoweverMuchOneSends() {
        for (int i = 0; i < 24; i++) {
            queue.submit(call("busy", MIB));
        }
        assertRefused("busy", MIB, Reason.QUEUE_FULL);
        queue.submit(call("other", MIB));
        assertThat(queue.size()).isEqualTo(25);
    }

    @Test
    void givesOutBatchesOfAboutAMebibyteInTheOrderOfTheCalls() {
        CommitQueue.Item first = queue.submit(call("s", MIB / 2));
        CommitQueue.Item second = queue.submit(call("s", MIB / 2));
        CommitQueue.Item third = queue.submit(call("s", MIB));

        assertThat(queue.take()).containsExactly(first, second);
        queue.written();
        assertThat(queue.take()).containsExactly(third);
    }

    @Test
    void givesOutNoCallThatWasAnsweredMeanwhile() {
        CommitQueue.Item answered = queue.submit(call("s", 10));
        CommitQueue.Item waiting = queue.submit(call("s", 10));
        answered.fail();

        assertThat(queue.take()).containsExactly(waiting);
    }

    @Test
    void givesOutWhatWaitsAfterItIsClosedAndTakesNothingNew() {
        CommitQueue.Item waiting = queue.submit(call("s", 10));
        queue.close();

        assertRefused("s", 10, Reason.STOPPING);
        assertThat(queue.isDrained()).isFalse();
        assertThat(queue.take()).containsExactly(waiting);
        assertThat(queue.isDrained()).isTrue();
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void answersEachCallByItsOwnOutcome() {
        CommitQueue.Item fresh = queue.submit(call("s", 10));
        CommitQueue.Item known = queue.submit(call("s", 10));
        CommitQueue.Item failed = queue.submit(call("s", 10));
        fresh.answer(true);
        known.answer(false);
        failed.fail(Reason.NO_LEASE);

        assertThat(fresh.await()).isTrue();
        assertThat(known.await()).isFalse();
        assertThatExceptionOfType(NotStoredException.class)
                .isThrownBy(failed::await)
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_LEASE));
    }

    @Test
    void endsAWaitAfterFiveSeconds() {
        long before = System.nanoTime();
        CommitQueue.Item waiting = queue.submit(call("s", 10));
        queue.endLate(before + TimeUnit.SECONDS.toNanos(5) - 1);
        waiting.answer(true);
        CommitQueue.Item late = queue.submit(call("s", 10));
        queue.endLate(System.nanoTime() + TimeUnit.SECONDS.toNanos(5));

        assertThat(waiting.await()).isTrue();
        assertThatExceptionOfType(NotStoredException.class)
                .isThrownBy(late::await)
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.TIMEOUT));
    }

    private void assertRefused(String source, int bytes, Reason reason) {
        assertThatExceptionOfType(NotStoredException.class)
                .isThrownBy(() -> queue.submit(call(source, bytes)))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static VerifiedCall call(String source, int bytes) {
        var receipt = new Receipt(
                "r",
                "default",
                "paybook",
                source,
                Instant.EPOCH,
                Verdict.ACCEPTED,
                null,
                null,
                List.of(),
                Proof.SENDER,
                null,
                new Receipt.Content("", bytes, List.of(), Map.of(), new byte[bytes]),
                null);
        return new VerifiedCall(receipt, List.of());
    }
}
