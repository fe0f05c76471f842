/** The HTTP interface for configuration and query, one package for each group of resources. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "banking",
            "banking :: store",
            "delivery :: check",
            "delivery :: replay",
            "delivery :: store",
            "egress",
            "egress :: address",
            "erasure",
            "event",
            "eventstore",
            "feed",
            "followup",
            "followup :: store",
            "mapping",
            "mongo :: page",
            "mongo :: retention",
            "platform",
            "problem",
            "provider",
            "quarantine",
            "quarantine :: job",
            "receipt",
            "security :: audit",
            "security :: privacy",
            "source",
            "source :: access",
            "source :: drift",
            "source :: health",
            "source :: registration",
            "source :: rule",
            "source :: webhook",
            "statistics",
            "subscription",
            "subscription :: domain",
            "subscription :: filter",
            "subscription :: signing",
            "view"
        })
package dev.tributary.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
