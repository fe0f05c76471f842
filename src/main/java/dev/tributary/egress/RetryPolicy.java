package dev.tributary.egress;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The waits before each attempt, the first included. A tenth of each wait is added at random, so that what failed
 * together does not come back together; jitter only adds.
 *
 * @param waits in order; as many as there are attempts
 */
public record RetryPolicy(List<Duration> waits) {

    private static final double JITTER = 0.1;

    /** @throws IllegalArgumentException if there is no wait, or a negative one */
    public RetryPolicy {
        if (waits.isEmpty()) {
            throw new IllegalArgumentException("a schedule needs at least one wait");
        }
        if (waits.stream().anyMatch(Duration::isNegative)) {
            throw new IllegalArgumentException("a wait cannot be negative");
        }
        waits = List.copyOf(waits);
    }

    /**
     * When the next attempt is due.
     *
     * @param made attempts that were made so far
     * @param requested the wait that the receiver asked for, as {@link RetryAfter} bounds it, or null; it can delay the next attempt,
     *     not make it due earlier
     * @param random from 0 to 1
     * @return empty when the attempts are used up
     */
    public Optional<Instant> nextAttempt(int made, Instant now, @Nullable Duration requested, DoubleSupplier random) {
        if (made >= waits.size()) {
            return Optional.empty();
        }
        Duration wait = waits.get(made);
        if (requested != null && requested.compareTo(wait) > 0) {
            wait = requested;
        }
        long jitter = (long) (wait.toMillis() * JITTER * random.getAsDouble());
        return Optional.of(now.plus(wait).plusMillis(jitter));
    }
}
