/**
 * Who changed or read what.
 *
 * <p>Collection {@code audit}: only ever added to; {@code {tenant, _id}} serves a look at one tenant's by time.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"event", "mongo"})
package dev.tributary.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
