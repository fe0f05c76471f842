package dev.tributary.api.limit;

import dev.tributary.platform.UnusableConfigurationException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What one tenant may have.
 *
 * @param sources enabled or not
 * @param subscriptions web hooks of any type, enabled or not
 * @param filterConditions attributes that {@code filters} compare, and entries of {@code events} beyond the first, of all web
 *     hooks together
 * @param exports at a time and gateway
 * @param streams at a time and gateway
 * @param allStreams of all tenants together, at a time and gateway
 * @param requests to the API, a second and gateway
 * @param jobs that run: re-maps and releases together, and replays and cancellations together
 * @param dryRuns of such jobs, at a time and gateway
 * @param dryRunDeadline after which a dry run answers what it has counted so far
 */
@ConfigurationProperties("tributary.limits")
record LimitSettings(
        @DefaultValue("5000") int sources,
        @DefaultValue("20000") int subscriptions,
        @DefaultValue("10000") int filterConditions,
        @DefaultValue("4") int exports,
        @DefaultValue("20") int streams,
        @DefaultValue("200") int allStreams,
        @DefaultValue("1000") int requests,
        @DefaultValue("10") int jobs,
        @DefaultValue("2") int dryRuns,
        @DefaultValue("10s") Duration dryRunDeadline) {

    LimitSettings {
        check("SOURCES", sources);
        check("SUBSCRIPTIONS", subscriptions);
        check("FILTER_CONDITIONS", filterConditions);
        check("EXPORTS", exports);
        check("STREAMS", streams);
        check("ALL_STREAMS", allStreams);
        check("REQUESTS", requests);
        check("JOBS", jobs);
        check("DRY_RUNS", dryRuns);
        if (dryRunDeadline.isNegative() || dryRunDeadline.isZero()) {
            throw new UnusableConfigurationException("TRIBUTARY_LIMITS_DRY_RUN_DEADLINE", "must be above 0");
        }
    }

    private static void check(String name, int value) {
        if (value < 1) {
            throw new UnusableConfigurationException("TRIBUTARY_LIMITS_" + name, "must be at least 1");
        }
    }
}
