/** Outstanding work in a collection: claimed by lease, retried by schedule. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.tributary.work;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
