/** The HTTP interface for configuration and query. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "event",
            "mongo :: page",
            "provider",
            "mapping",
            "drift",
            "source",
            "source :: access",
            "registration",
            "sourcehealth",
            "registration :: webhook",
            "receipt",
            "eventstore",
            "ledger",
            "privacy",
            "erasure",
            "followup",
            "subscription",
            "subscription :: filter",
            "subscription :: signing",
            "subscription :: domain",
            "delivery",
            "delivery :: store",
            "delivery :: check",
            "delivery :: replay",
            "egress",
            "secret",
            "problem",
            "quarantine",
            "quarantine :: job",
            "retention",
            "audit"
        })
package dev.tributary.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
