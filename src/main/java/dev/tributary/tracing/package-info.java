/**
 * Spans of calls, fetches and deliveries for OpenTelemetry, where an endpoint takes them. One trace has a call and all that comes
 * of it, also at another gateway and days later: its id is the id of the receipt without hyphens, so that nothing is stored for it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.tributary.tracing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
