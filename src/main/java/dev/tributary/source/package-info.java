/** Provider connections that can receive calls, with their secrets encrypted at rest. */
@NullMarked
@ApplicationModule(allowedDependencies = {"provider", "event", "secret"})
package dev.tributary.source;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
