package dev.tributary.quarantine.job;

import dev.tributary.mongo.JobQueue.Claimed;
import dev.tributary.quarantine.job.Job.Kind;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works through the jobs page by page, each for a short time in turn. */
final class JobWork {

    private static final Logger log = LoggerFactory.getLogger(JobWork.class);
    private static final int MAX_JOBS = 4;
    private static final long SLICE = Duration.ofSeconds(1).toNanos();
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofSeconds(5);

    private final JobStore jobs;
    private final Map<Kind, Walk> walks;
    private final Clock clock;

    JobWork(JobStore jobs, Map<Kind, Walk> walks, Clock clock) {
        this.jobs = jobs;
        this.walks = walks;
        this.clock = clock;
    }

    Duration round() {
        List<Claimed<Job>> claimed = jobs.queue().claim(MAX_JOBS);
        for (Claimed<Job> job : claimed) {
            try {
                work(job);
            } catch (RuntimeException e) {
                log.warn(
                        "Quarantine job {} is continued later, because a page failed: {}",
                        job.job().id(),
                        e.toString());
                jobs.queue().goOn(job, clock.instant().plus(LATER));
            }
        }
        return claimed.isEmpty() ? IDLE : Duration.ofMillis(10);
    }

    private void work(Claimed<Job> claimed) {
        Job job = claimed.job();
        Walk walk = Objects.requireNonNull(walks.get(job.kind()));
        long end = System.nanoTime() + SLICE;
        String position = job.position();
        do {
            Walk.Page page = walk.work(job.filter(), position, job.createdAt());
            position = page.next();
            if (position == null) {
                if (jobs.end(claimed, page.counts())) {
                    log.info("Quarantine job {} has ended", job.id());
                }
                return;
            }
            if (!jobs.advance(claimed, position, page.counts())) {
                return; // another gateway has it
            }
        } while (end - System.nanoTime() > 0);
        jobs.queue().goOn(claimed, clock.instant());
    }
}
