/** Canonical copies of what follow-ups fetched: connections, accounts, transactions and documents. */
@NullMarked
@ApplicationModule(allowedDependencies = {"event"})
package dev.tributary.ledger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
