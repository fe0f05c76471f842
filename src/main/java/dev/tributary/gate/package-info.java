/** The way in: lets calls in while there is room, takes their raw bytes, and answers those that were not taken. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.tributary.gate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
