/**
 * Gets events to subscriptions, signed, at least once. A delivery waits in memory within the limits of its endpoint,
 * and else in the store; what an attempt means is decided in {@link dev.tributary.delivery.DeliverySteps} alone.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "egress",
            "egress :: address",
            "egress :: schedule",
            "event",
            "eventstore",
            "mongo",
            "mongo :: page",
            "mongo :: retention",
            "mongo :: schema",
            "platform",
            "platform :: membership",
            "statistics",
            "subscription",
            "subscription :: domain",
            "subscription :: handler",
            "subscription :: signing",
            "tracing"
        })
package dev.tributary.delivery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
