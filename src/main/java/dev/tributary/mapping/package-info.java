/** Turns a verified payload into canonical events by the provider's mapping files. */
@NullMarked
@ApplicationModule(allowedDependencies = {"event", "platform", "provider"})
package dev.tributary.mapping;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
