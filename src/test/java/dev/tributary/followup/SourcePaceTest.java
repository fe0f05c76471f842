package dev.tributary.followup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SourcePaceTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final SourcePace pace = new SourcePace(now::get);

    @Test
    void startsCallsEvenlyAtTheRate() {
        assertThat(pace.tryStart("s", 5)).isZero();
        assertThat(pace.tryStart("s", 5)).isEqualTo(200_000_000);
        assertThat(pace.tryStart("other", 5)).isZero();

        pass(Duration.ofMillis(200));
        assertThat(pace.tryStart("s", 5)).isZero();
    }

    @Test
    void runsAFewCallsAtATime() {
        for (int n = 0; n < SourcePace.MOST_AT_ONCE; n++) {
            assertThat(pace.tryStart("s", 1_000)).isZero();
            pass(Duration.ofSeconds(1));
        }
        assertThat(pace.tryStart("s", 1_000)).isEqualTo(SourcePace.BUSY);

        pace.end("s");
        assertThat(pace.tryStart("s", 1_000)).isZero();
    }

    @Test
    void restsLongerEachTimeTheApiIsNotReached() {
        assertThat(restAfterFailure()).isEqualTo(Duration.ofSeconds(1));
        assertThat(restAfterFailure()).isEqualTo(Duration.ofSeconds(2));
        assertThat(restAfterFailure()).isEqualTo(Duration.ofSeconds(4));
        for (int n = 0; n < 70; n++) {
            assertThat(restAfterFailure()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(30));
        }
        assertThat(restAfterFailure()).isEqualTo(Duration.ofSeconds(30));

        pace.reached("s");
        assertThat(restAfterFailure()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void restsAsLongAsTheApiAsksButNotForEver() {
        pace.rest("s", Duration.ofSeconds(7));
        assertThat(pace.tryStart("s", 5)).isEqualTo(Duration.ofSeconds(7).toNanos());

        pace.rest("s", Duration.ofDays(1));
        assertThat(pace.tryStart("s", 5)).isEqualTo(Duration.ofMinutes(5).toNanos());
    }

    private Duration restAfterFailure() {
        pace.unreached("s");
        Duration rest = Duration.ofNanos(pace.tryStart("s", 5));
        pass(rest);
        return rest;
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
