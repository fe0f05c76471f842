/**
 * What every feature stands on: the life cycle of long-running workers and their health, the root of all exceptions, the folder
 * of the gateway's own files, and in {@code membership} which gateways are alive.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.tributary.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
