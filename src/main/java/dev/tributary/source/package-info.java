/** Provider connections that can receive calls, with their secrets encrypted at rest. One that cannot be read is unusable. */
@NullMarked
@ApplicationModule(allowedDependencies = {"provider", "event", "secret", "mongo"})
package dev.tributary.source;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
