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
            "ingest :: webhook",
            "mapping",
            "mongo",
            "mongo :: page",
            "mongo :: schema",
            "platform",
            "platform :: membership",
            "provider",
            "receipt",
            "receipt :: rejected",
            "source",
            "verification",
            "verification :: signature"
        })
package dev.tributary.quarantine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
