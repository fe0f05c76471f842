/** Fans events out to subscriptions and delivers them, signed, at least once. */
@NullMarked
@ApplicationModule(allowedDependencies = {"eventstore", "event", "egress", "work", "secret"})
package dev.tributary.delivery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
