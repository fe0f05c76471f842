package dev.tributary.api.limit;

import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.source.SourceDirectory;
import dev.tributary.subscription.Subscription.Selection;
import dev.tributary.subscription.SubscriptionDirectory;
import dev.tributary.subscription.SubscriptionDirectory.Usage;
import dev.tributary.subscription.filter.EventFilter;
import dev.tributary.subscription.filter.InvalidSubscriptionException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Checks what one tenant may have. Sources and subscriptions are counted in memory, so that a check costs no read of the
 * store; creations that meet, or are made through several gateways in one second, may pass a limit by their number.
 */
@Component
public final class TenantLimits {

    /** Nothing becomes free by itself, so that a client has no reason to hurry. */
    private static final int RETRY_COUNTS = 60;

    private static final int RETRY_RUNNING = 5;

    private final Policy sources;
    private final Policy subscriptions;
    private final Policy conditions;
    private final Policy jobs;
    private final Map<String, Object> startingJobs = new ConcurrentHashMap<>();
    private final Running exports;
    private final Running streams;
    private final Semaphore allStreams;
    private final Running dryRuns;
    private final Duration dryRunDeadline;
    private final SourceDirectory allSources;
    private final SubscriptionDirectory allSubscriptions;

    TenantLimits(
            LimitSettings settings,
            SourceDirectory allSources,
            SubscriptionDirectory allSubscriptions,
            MeterRegistry metrics) {
        this.allSources = allSources;
        this.allSubscriptions = allSubscriptions;
        this.sources = counted(metrics, "sources", settings.sources(), "sources");
        this.subscriptions = counted(metrics, "subscriptions", settings.subscriptions(), "web hooks");
        this.conditions = counted(
                metrics,
                "filter-conditions",
                settings.filterConditions(),
                "conditions in all its web hooks together: attributes that filters compare, and entries of events beyond"
                        + " the first");
        this.jobs = Policy.of(
                metrics,
                "jobs",
                settings.jobs(),
                "",
                RETRY_RUNNING,
                "A tenant may have " + settings.jobs() + " jobs of this kind that have not ended.");
        this.exports = new Running(atATime(metrics, "exports", settings.exports(), "exports"));
        this.streams = new Running(atATime(metrics, "streams", settings.streams(), "streams of events"));
        this.allStreams = new Semaphore(settings.allStreams());
        this.dryRuns = new Running(atATime(metrics, "dry-runs", settings.dryRuns(), "dry runs"));
        this.dryRunDeadline = settings.dryRunDeadline();
    }

    private static Policy atATime(MeterRegistry metrics, String name, int quota, String what) {
        return Policy.of(
                metrics,
                name,
                quota,
                ";qu=\"concurrent-requests\"",
                RETRY_RUNNING,
                "A tenant may run " + quota + ' ' + what + " at a time.");
    }

    private static Policy counted(MeterRegistry metrics, String name, int quota, String what) {
        return Policy.of(metrics, name, quota, "", RETRY_COUNTS, "A tenant may have " + quota + ' ' + what + '.');
    }

    /** @throws ProblemException 429 if a tenant may have no further source */
    public void checkNewSource(String tenant) {
        if (allSources.count(tenant) >= sources.quota()) {
            throw sources.reached();
        }
    }

    /** @throws ProblemException 429 if a tenant may have no further subscription, or none with this selection */
    public void checkNewSubscription(String tenant, Selection selection) {
        Usage usage = allSubscriptions.usage(tenant, null);
        if (usage.subscriptions() >= subscriptions.quota()) {
            throw subscriptions.reached();
        }
        check(usage, conditions(selection));
    }

    /**
     * Checks a selection that takes the place of another one. One that is not larger passes, whatever the limit has become.
     *
     * @throws ProblemException 429 if the tenant has too many conditions with it
     */
    public void checkChanged(String tenant, String subscriptionId, Selection old, Selection changed) {
        int wanted = changed.equals(old) ? 0 : conditions(changed);
        if (wanted > 0 && wanted > conditions(old)) {
            check(allSubscriptions.usage(tenant, subscriptionId), wanted);
        }
    }

    private void check(Usage others, int wanted) {
        if (wanted > 0 && others.conditions() + wanted > conditions.quota()) {
            throw conditions.reached();
        }
    }

    /** 0 for a stored selection that cannot be used, and so gets no events. */
    private static int conditions(Selection selection) {
        try {
            return EventFilter.compile(selection.events(), selection.filters()).conditions();
        } catch (InvalidSubscriptionException e) {
            return 0;
        }
    }

    /**
     * Starts a job. Requests of one tenant do so one after the other, so that each counts the job of the one before.
     *
     * @param running how many jobs of the kind have not ended
     * @throws ProblemException 429 if as many jobs of the tenant run as may
     */
    public void startJob(String tenant, LongSupplier running, Runnable start) {
        synchronized (startingJobs.computeIfAbsent(tenant, first -> new Object())) {
            if (running.getAsLong() >= jobs.quota()) {
                throw jobs.reached();
            }
            start.run();
        }
    }

    /** What runs until it is closed. */
    public interface Started extends AutoCloseable {

        @Override
        void close();
    }

    /** @throws ProblemException 429 if as many exports of the tenant run as may */
    public Started startExport(String tenant) {
        return exports.start(tenant);
    }

    /** @throws ProblemException 429 if as many streams of the tenant run as may, 503 if as many of all tenants do */
    public Started startStream(String tenant) {
        Started running = streams.start(tenant);
        if (!allStreams.tryAcquire()) {
            running.close();
            throw new ProblemException(
                    Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "This gateway has as many streams as it may."),
                    Map.of(HttpHeaders.RETRY_AFTER, String.valueOf(RETRY_RUNNING)));
        }
        return () -> {
            allStreams.release();
            running.close();
        };
    }

    /**
     * Carries out a dry run, which gets its deadline.
     *
     * @throws ProblemException 429 if as many dry runs of the tenant run as may: each holds a thread
     */
    public <T> T dryRun(String tenant, Function<Duration, T> work) {
        Started running = dryRuns.start(tenant);
        try {
            return work.apply(dryRunDeadline);
        } finally {
            running.close();
        }
    }

    /** What runs of each tenant at this gateway. */
    private static final class Running {

        private final Policy policy;
        private final Map<String, Integer> running = new ConcurrentHashMap<>();

        Running(Policy policy) {
            this.policy = policy;
        }

        Started start(String tenant) {
            if (running.merge(tenant, 1, Integer::sum) > policy.quota()) {
                end(tenant);
                throw policy.reached();
            }
            return () -> end(tenant);
        }

        private void end(String tenant) {
            running.computeIfPresent(tenant, (key, count) -> oneLess(count));
        }

        private static @Nullable Integer oneLess(int count) {
            return count == 1 ? null : Integer.valueOf(count - 1);
        }
    }
}
