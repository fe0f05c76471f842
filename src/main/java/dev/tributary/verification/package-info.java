/** Proves a call genuine by the scheme of its source; what is half-configured refuses. */
@NullMarked
@ApplicationModule(allowedDependencies = {"source", "provider", "event"})
package dev.tributary.verification;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
