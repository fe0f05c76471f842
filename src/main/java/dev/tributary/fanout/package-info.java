/**
 * Decides which subscription gets which event. The gateway that stored an event fans it out, from memory and in order;
 * its checkpoint says from where another gateway has to read on if it dies. Adding a delivery twice adds nothing.
 *
 * <p>Events carry no mark on this way. Pending events are the exception: one whose follow-ups have ended, or that was
 * mapped again after a crash, is found by its mark until its deliveries are added.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "delivery",
            "delivery :: store",
            "event",
            "eventstore",
            "eventstore :: feed",
            "platform",
            "platform :: membership",
            "subscription"
        })
package dev.tributary.fanout;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
