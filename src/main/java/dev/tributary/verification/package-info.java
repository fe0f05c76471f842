/** Verifies calls by the scheme of their source. A source without a usable secret refuses every call. */
@NullMarked
@ApplicationModule(allowedDependencies = {"event", "platform", "provider", "source"})
package dev.tributary.verification;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
