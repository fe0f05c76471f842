package dev.tributary.platform;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The age of the oldest of something, read from the store every few seconds so that no scrape has to. */
public final class OldestAge {

    private final Supplier<Optional<Instant>> read;
    private final Clock clock;
    private volatile @Nullable Instant oldest;

    /** @param read when the oldest was recorded; empty if there is none */
    public OldestAge(Supplier<Optional<Instant>> read, Clock clock) {
        this.read = read;
        this.clock = clock;
    }

    public void refresh() {
        oldest = read.get().orElse(null);
    }

    /** 0 if there was none at the last refresh. */
    public double seconds() {
        Instant since = oldest;
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1000.0);
    }
}
