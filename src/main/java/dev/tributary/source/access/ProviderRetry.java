package dev.tributary.source.access;

import dev.tributary.egress.RetryAfter;
import dev.tributary.egress.RetryPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A further attempt of the gateway itself, after a call of a provider failed.
 *
 * @param attempts that have failed so far
 * @param at the time of the next one
 */
public record ProviderRetry(int attempts, Instant at) {

    private static final Duration MAX_WAIT = Duration.ofHours(1);
    private static final int MAX_DOUBLINGS = 20;

    /**
     * The wait doubles up to an hour. A provider that asks for a longer one gets it, see {@link RetryPolicy}.
     *
     * @param before null after the first failure
     * @param first the wait after the first failure
     */
    public static ProviderRetry after(
            @Nullable ProviderRetry before, Duration first, ProviderCallException failure, Clock clock) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        int attempts = before == null ? 1 : before.attempts() + 1;
        Duration wait = first.multipliedBy(1L << Math.min(attempts - 1, MAX_DOUBLINGS));
        wait = wait.compareTo(MAX_WAIT) < 0 ? wait : MAX_WAIT;
        Duration requested = RetryAfter.parse(failure.retryAfter(), now).orElse(null);
        return new RetryPolicy(List.of(wait))
                .nextAttempt(
                        0, now, requested, () -> ThreadLocalRandom.current().nextDouble())
                .map(at -> new ProviderRetry(attempts, at))
                .orElseThrow();
    }
}
