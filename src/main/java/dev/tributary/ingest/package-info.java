/** The steps of {@code routes/ingest.camel.yaml}, from raw bytes to a durable answer. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "event",
            "eventstore",
            "eventstore :: feed",
            "mapping",
            "platform",
            "platform :: membership",
            "problem",
            "provider",
            "receipt",
            "receipt :: rejected",
            "source",
            "source :: drift",
            "source :: rule",
            "statistics",
            "tracing",
            "verification",
            "verification :: signature"
        })
package dev.tributary.ingest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
