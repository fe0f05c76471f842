/**
 * Releases and re-maps of many calls in the background, page by page.
 *
 * <p>Collection {@code quarantine_jobs}: one document for each, with how far it is. {@code {state, nextAttemptAt}} serves the
 * claims: a job is worked on by one gateway at a time, and another one goes on from the stored position after a crash. A page
 * that is done twice stores nothing twice, because the dedup keys of its events are the same again.
 */
@NullMarked
@NamedInterface("job")
package dev.tributary.quarantine.job;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
