/** The canonical event: what every provider's call becomes and every subscriber receives. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.tributary.event;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
