/**
 * Gets events to subscriptions, signed, at least once. A delivery is held in memory while its endpoint has room for it,
 * and else waits in the store; what an attempt means is decided in {@link dev.tributary.delivery.DeliverySteps} alone.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "subscription",
            "subscription :: filter",
            "subscription :: signing",
            "subscription :: domain",
            "eventstore",
            "event",
            "handler",
            "egress",
            "egress :: schedule",
            "mongo",
            "platform"
        })
package dev.tributary.delivery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
