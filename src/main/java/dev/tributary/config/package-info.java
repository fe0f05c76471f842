/** Cross-cutting wiring: identity, clock, MongoDB client and the embedded store. */
@NullMarked
@ApplicationModule(allowedDependencies = {"embedded", "problem", "mongo", "platform"})
package dev.tributary.config;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
