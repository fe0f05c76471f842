package dev.tributary.source.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a source is.
 *
 * @param reasons why it is not healthy, in words of the API; empty where it is
 * @param since when the reasons became these
 * @param firstCallAt of all that are known; null before the first
 * @param gaps the longest gap between two calls, by day
 * @param told whether the tenant's subscriptions were told of these reasons
 * @param change grows by one with every change of the reasons
 */
public record SourceHealth(
        String sourceId,
        String tenant,
        List<String> reasons,
        Instant since,
        @Nullable Instant firstCallAt,
        @Nullable Instant lastCallAt,
        Map<String, Duration> gaps,
        boolean told,
        long change) {

    static final String SILENT = "silent";

    public boolean isHealthy() {
        return reasons.isEmpty();
    }

    /** The longest gap of the last days. */
    public Duration usualGap() {
        return gaps.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }
}
