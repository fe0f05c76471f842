/** Encryption of stored secrets, so that a copy of the database gives none away. */
@NullMarked
@ApplicationModule(allowedDependencies = {"config"})
package dev.tributary.secret;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
