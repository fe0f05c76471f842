package dev.tributary.quarantine.job;

import dev.tributary.quarantine.Remapped;
import dev.tributary.quarantine.job.Job.Filter;
import dev.tributary.quarantine.job.Job.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Releases and re-maps of many calls. Errors of the driver pass through unchanged. */
public final class Jobs {

    /** So many of the first changes are shown by a dry run. */
    public static final int MAX_CHANGES = 20;

    private final JobStore jobs;
    private final Map<Kind, Walk> walks;
    private final Runnable wake;
    private final Clock clock;

    /** @param wake is run when there is a new job */
    Jobs(JobStore jobs, Map<Kind, Walk> walks, Runnable wake, Clock clock) {
        this.jobs = jobs;
        this.walks = walks;
        this.wake = wake;
        this.clock = clock;
    }

    /**
     * What a job would do now.
     *
     * @param counts how many calls or events would end in which way
     * @param changes the first of what would be stored
     * @param complete false: only a part was looked at, because it took too long
     */
    public record DryRun(Map<String, Long> counts, List<Remapped> changes, boolean complete) {}

    /**
     * What a job would do now; nothing is written.
     *
     * @param deadline after which no further page is looked at
     */
    public DryRun dryRun(Kind kind, Filter filter, Duration deadline) {
        Walk walk = Objects.requireNonNull(walks.get(kind));
        long end = System.nanoTime() + deadline.toNanos();
        Map<String, Long> counts = new TreeMap<>();
        List<Remapped> changes = new ArrayList<>();
        String position = null;
        do {
            Walk.Page page = walk.look(filter, position);
            page.counts().forEach((name, count) -> counts.merge(name, count, Long::sum));
            page.changes().stream().limit(MAX_CHANGES - changes.size()).forEach(changes::add);
            position = page.next();
        } while (position != null && end - System.nanoTime() > 0);
        return new DryRun(counts, changes, position == null);
    }

    /** Begins a job; it goes on in the background, at any gateway. A second call with the same id changes nothing. */
    public void start(String id, Kind kind, Filter filter) {
        jobs.add(Job.of(id, kind, filter, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        wake.run();
    }

    /** How many jobs of a tenant have not ended. */
    public long running(String tenant) {
        return jobs.running(tenant);
    }

    public Optional<Job> find(String tenant, String id) {
        return jobs.find(tenant, id);
    }
}
