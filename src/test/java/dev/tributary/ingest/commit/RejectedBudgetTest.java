package dev.tributary.ingest.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.event.TimeOrderedId;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptFixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A flood of rejected calls costs a bounded number of bytes, and the newest of them is what is kept. */
class RejectedBudgetTest {

    private static final int BODY = 4096;
    private static final int A_DAY = 4 << 20;
    private static final int AT_ONCE = 256 << 10;

    private long now;
    private final RejectedBudget budget = new RejectedBudget(A_DAY, () -> now);
    private final List<String> kept = new ArrayList<>();

    private void call(int number) {
        if (budget.spend(BODY)) {
            kept.add("call-" + number);
        } else {
            boolean unused = budget.offer(() -> call("call-" + number));
        }
    }

    private static RejectedCall call(String source) {
        String id = TimeOrderedId.lowest(Instant.EPOCH);
        return new RejectedCall(
                ReceiptFixtures.receipt(id, "tenant", source, Verdict.REJECTED, "x".repeat(BODY)), null);
    }

    private void pass(Duration time) {
        now += time.toNanos();
        budget.takeNewest().ifPresent(call -> kept.add(call.receipt().sourceId()));
    }

    @Test
    void aDayOfCallsKeepsNoMoreThanADaysBytes() {
        for (int second = 0; second < Duration.ofDays(1).toSeconds(); second += 10) {
            call(second);
            pass(Duration.ofSeconds(10));
        }
        assertThat((long) kept.size() * BODY).isBetween(A_DAY / 2L, (long) A_DAY + AT_ONCE);
    }

    @Test
    void whatIsKeptOnceThereAreBytesAgainIsTheNewestCall() {
        int number = 0;
        while (kept.size() == number) {
            call(number++);
        }
        for (int i = 0; i < 60; i++) {
            now += Duration.ofSeconds(1).toNanos();
            call(number + i);
        }
        int before = kept.size();
        pass(Duration.ofMinutes(1));
        assertThat(kept.subList(before, kept.size())).containsExactly("call-" + (number + 59));
    }
}
