/** The steps of {@code routes/ingest.camel.yaml}, from raw bytes to a durable answer. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "problem",
            "platform",
            "verification",
            "webhook",
            "mapping",
            "drift",
            "receipt",
            "receipt :: proof",
            "eventstore",
            "source",
            "provider",
            "event"
        })
package dev.tributary.ingest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
