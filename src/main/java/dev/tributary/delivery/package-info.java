/**
 * Gets events to subscriptions, signed, at least once. A delivery waits in memory within the limits of its endpoint,
 * and else in the store; what an attempt means is decided in {@link dev.tributary.delivery.DeliverySteps} alone.
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
            "mongo :: page",
            "platform",
            "retention"
        })
package dev.tributary.delivery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
