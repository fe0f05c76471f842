/** What several stores share: claims by lease, and batch inserts with a known outcome for each document. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.tributary.mongo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
