/**
 * Fetches what a provider's event only points at, one durable record for each listed URL; the event goes out when all have ended.
 * The records are in {@code store}, the calls in {@code call}. What is one provider's own is in {@code paybook} and
 * {@code sixpark}, behind {@link dev.tributary.followup.api.ResourceApi}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "banking",
            "banking :: store",
            "egress",
            "egress :: address",
            "egress :: schedule",
            "event",
            "eventstore",
            "mongo",
            "mongo :: page",
            "mongo :: schema",
            "platform",
            "platform :: membership",
            "provider",
            "security :: privacy",
            "source",
            "source :: access",
            "tracing"
        })
package dev.tributary.followup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
