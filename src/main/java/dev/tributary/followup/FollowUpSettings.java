package dev.tributary.followup;

import dev.tributary.egress.RetryPolicy;
import dev.tributary.platform.UnusableConfigurationException;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How URLs that events list are fetched.
 *
 * @param schedule waits before each attempt to fetch one listed URL, the first included
 * @param maxBytes of all answers in memory
 * @param maxUnconfirmed events of one source that wait for the confirmation of a credential that was not fetched before
 */
@ConfigurationProperties("tributary.follow-up")
record FollowUpSettings(
        @DefaultValue({"0s", "2s", "10s", "1m", "5m", "30m", "2h"})
        List<Duration> schedule,

        @DefaultValue("128MB") DataSize maxBytes,
        @DefaultValue("100") int maxUnconfirmed) {

    /** One source gets three quarters of the memory, and one answer has to fit in there. */
    private static final DataSize MIN_BYTES = DataSize.ofMegabytes(43);

    FollowUpSettings {
        if (maxUnconfirmed < 1) {
            throw new UnusableConfigurationException("TRIBUTARY_FOLLOW_UP_MAX_UNCONFIRMED", "must be at least 1");
        }
        if (maxBytes.compareTo(MIN_BYTES) < 0) {
            throw new UnusableConfigurationException("TRIBUTARY_FOLLOW_UP_MAX_BYTES", "must be at least 43MB");
        }
    }

    RetryPolicy retries() {
        try {
            return new RetryPolicy(schedule);
        } catch (IllegalArgumentException e) {
            throw new UnusableConfigurationException("TRIBUTARY_FOLLOW_UP_SCHEDULE", String.valueOf(e.getMessage()));
        }
    }
}
