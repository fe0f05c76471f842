/** Makes receipts and events durable, many calls by one write, before any of them is answered. */
@NullMarked
@ApplicationModule(allowedDependencies = {"receipt", "eventstore", "event"})
package dev.tributary.journal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
