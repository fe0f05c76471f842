/** Provider connections that can receive calls, with their secrets encrypted at rest. One that cannot be read is unusable. */
@NullMarked
@ApplicationModule(allowedDependencies = {"provider", "event", "mongo", "platform", "secret"})
package dev.tributary.source;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
