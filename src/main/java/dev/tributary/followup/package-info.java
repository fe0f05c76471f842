/** Fetches what a provider's event only points at, one durable record per listed URL. */
@NullMarked
@ApplicationModule(allowedDependencies = {"ledger", "eventstore", "source", "provider", "event", "egress", "work"})
package dev.tributary.followup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
