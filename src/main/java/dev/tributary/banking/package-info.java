/**
 * Canonical copies of what follow-ups fetched: connections, accounts, transactions and documents. Their collections are in
 * {@code store}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "event",
            "mongo",
            "mongo :: page",
            "mongo :: retention",
            "mongo :: schema",
            "security :: privacy"
        })
package dev.tributary.banking;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
