/** What is known of a provider: its schemes, its profiles and how its payloads are read. */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform"})
package dev.tributary.provider;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
