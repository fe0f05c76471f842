/**
 * Calls that gave no event, or none that says what happened: rejected, invalid and unmapped ones. They are released after a fix,
 * and stored history is mapped again by changed mapping files. What is stored is never edited: a call that is mapped again
 * gives a further event.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "erasure",
            "event",
            "eventstore",
            "ingest",
            "mongo",
            "mongo :: page",
            "platform",
            "provider",
            "receipt",
            "receipt :: proof",
            "source",
            "verification",
            "webhook"
        })
package dev.tributary.quarantine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
