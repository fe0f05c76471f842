package dev.tributary.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private final RetryPolicy policy =
            new RetryPolicy(List.of(Duration.ZERO, Duration.ofSeconds(5), Duration.ofMinutes(10)));

    @ParameterizedTest
    @CsvSource({
        "0, 2026-03-02T10:00:00Z",
        "1, 2026-03-02T10:00:05Z",
        "2, 2026-03-02T10:10:00Z",
    })
    void waitsBeforeEachAttemptAsTheScheduleSays(int made, Instant due) {
        assertThat(policy.nextAttempt(made, NOW, null, () -> 0)).contains(due);
    }

    @Test
    void givesNoFurtherAttemptAfterTheLast() {
        assertThat(policy.nextAttempt(3, NOW, null, () -> 0)).isEmpty();
        assertThat(policy.nextAttempt(4, NOW, Duration.ofSeconds(1), () -> 0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0,   2026-03-02T10:00:05Z",
        "1, 0.5, 2026-03-02T10:00:05.250Z",
        "1, 1,   2026-03-02T10:00:05.500Z",
        "2, 1,   2026-03-02T10:11:00Z",
        "0, 1,   2026-03-02T10:00:00Z",
    })
    void addsAtMostATenthOfTheWaitAtRandom(int made, double random, Instant due) {
        assertThat(policy.nextAttempt(made, NOW, null, () -> random)).contains(due);
    }

    @ParameterizedTest
    @CsvSource({
        "PT2S,     2026-03-02T10:00:05Z",
        "PT1H,     2026-03-02T11:00:00Z",
        "PT24H,    2026-03-03T10:00:00Z",
    })
    void takesALongerWaitThatTheReceiverRequests(Duration requested, Instant due) {
        assertThat(policy.nextAttempt(1, NOW, requested, () -> 0)).contains(due);
    }

    @Test
    void refusesAnInvalidSchedule() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(List.of(Duration.ZERO, Duration.ofSeconds(-1))));
    }

    @Test
    void doesNotChangeWithTheListThatItWasMadeOf() {
        List<Duration> waits = new ArrayList<>(List.of(Duration.ofSeconds(1)));
        var ofList = new RetryPolicy(waits);
        waits.clear();
        assertThat(ofList.nextAttempt(0, NOW, null, () -> 0)).contains(NOW.plusSeconds(1));
    }
}
