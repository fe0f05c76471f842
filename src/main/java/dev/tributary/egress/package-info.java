/** Outgoing HTTP that goes only where the address rules allow. */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform"})
package dev.tributary.egress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
