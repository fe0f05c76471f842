/**
 * The events of all gateways as they become complete, in one order, for those that read along. One reader for each gateway asks the
 * store, for the tenants that have readers; a reader that is far behind reads pages of the store.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "event",
            "eventstore",
            "eventstore :: feed",
            "mongo :: page",
            "platform",
            "platform :: membership"
        })
package dev.tributary.feed;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
