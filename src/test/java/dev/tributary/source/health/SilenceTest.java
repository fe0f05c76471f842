package dev.tributary.source.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SilenceTest {

    private static final Instant FIRST = Instant.parse("2026-03-02T09:00:00Z");
    private static final Instant LAST = FIRST.plus(Duration.ofDays(2));

    private final Silence silence = new Silence(Duration.ofHours(1), Duration.ofDays(1), Duration.ofMinutes(1));

    private boolean isSilent(Instant first, Duration longestGap, Duration since) {
        var health = new SourceHealth("s", "t", List.of(), FIRST, first, LAST, Map.of("20260303", longestGap), true, 0);
        return silence.isSilent(health, LAST.plus(since));
    }

    @Test
    void beginsAfterTwiceTheLongestGap() {
        assertThat(isSilent(FIRST, Duration.ofHours(12), Duration.ofDays(1))).isFalse();
        assertThat(isSilent(FIRST, Duration.ofHours(12), Duration.ofDays(1).plusMillis(1)))
                .isTrue();
    }

    @Test
    void neverBeginsWithinTheMinimum() {
        assertThat(isSilent(FIRST, Duration.ofSeconds(1), Duration.ofHours(1))).isFalse();
        assertThat(isSilent(FIRST, Duration.ofSeconds(1), Duration.ofMinutes(61)))
                .isTrue();
    }

    @Test
    void isUnknownOfASourceThatWasCalledForLessThanADay() {
        Instant late = LAST.minus(Duration.ofHours(23));
        assertThat(isSilent(late, Duration.ofSeconds(1), Duration.ofDays(30))).isFalse();
    }
}
