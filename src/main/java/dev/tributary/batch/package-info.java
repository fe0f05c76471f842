/** Inserts of many documents by one durable write, with a known outcome for each. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.tributary.batch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
