/**
 * What every feature stands on: the life cycle of long-running workers, and which gateways are alive.
 *
 * <p>Collection {@code gateways}: one document for each living gateway, a handful in all, so {@code _id} is its only
 * index. Each gateway writes its own about once a second and reads all of them as often. {@code since} and {@code checkpoint}
 * bound the ids that it uses, so that what follows ids compares no clocks.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.tributary.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
