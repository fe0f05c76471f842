/** The embedded store: a server of the MongoDB protocol in this process, with its data in one folder. */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform"})
package dev.tributary.embedded;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
