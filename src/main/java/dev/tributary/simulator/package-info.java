/** The first try: simulated providers, a small Paybook API and a checking subscriber. */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform"})
package dev.tributary.simulator;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
