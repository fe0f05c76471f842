/** Fans events out to subscriptions and delivers them, signed, at least once. */
@NullMarked
@ApplicationModule(allowedDependencies = {"subscription", "eventstore", "event", "egress", "work", "batch"})
package dev.tributary.delivery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
