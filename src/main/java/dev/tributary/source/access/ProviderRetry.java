package dev.tributary.source.access;

import dev.tributary.egress.RetryAfter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    private static final Duration MAX_REQUESTED = Duration.ofDays(1);
    private static final int MAX_DOUBLINGS = 20;
    private static final double JITTER = 0.1;

    /**
     * The wait doubles up to an hour. A provider that asks for a longer one gets it, up to a day.
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
        Duration requested = RetryAfter.parse(failure.retryAfter(), now).orElse(Duration.ZERO);
        if (requested.compareTo(wait) > 0) {
            wait = requested.compareTo(MAX_REQUESTED) < 0 ? requested : MAX_REQUESTED;
        }
        double jitter = JITTER * ThreadLocalRandom.current().nextDouble();
        return new ProviderRetry(attempts, now.plus(wait).plusMillis((long) (wait.toMillis() * jitter)));
    }
}
