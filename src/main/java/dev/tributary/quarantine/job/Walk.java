package dev.tributary.quarantine.job;

import dev.tributary.quarantine.Remapped;
import dev.tributary.quarantine.job.Job.Filter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages of what a job works on. */
interface Walk {

    /**
     * What was done, or in a dry run would be, with a page.
     *
     * @param counts of this page, by how a call or an event ended
     * @param changes what was, or would be, stored; for a dry run only
     * @param next the position of the next page; null where there is none
     */
    record Page(
            Map<String, Long> counts,
            List<Remapped> changes,
            @Nullable String next) {}

    /**
     * Works on the page after a position. Done again, it stores nothing twice.
     *
     * @param since what was stored from this moment on may be of a page that is done again, and counts as stored now
     */
    Page work(Filter filter, @Nullable String position, Instant since);

    /** The same, but nothing is written. */
    Page look(Filter filter, @Nullable String position);
}
