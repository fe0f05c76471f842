/**
 * Fetches what a provider's event only points at, one durable record per listed URL.
 *
 * <p>Collection {@code follow_ups}: outstanding fetches only, {@code _id} = {@code {eventId}:{index of the resource}};
 * {@code {nextAttemptAt, leaseUntil}} serves the claims, {@code {eventId}} the order of kinds within one event and the
 * sweep, {@code {tenant, _id}} the list, also that of one event. How a fetch ended stands in the event.
 *
 * <p>What is one provider's own stands behind {@code api.ResourceApi}, in {@code paybook} and {@code sixpark}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "ledger",
            "ledger :: change",
            "answer",
            "eventstore",
            "privacy",
            "source",
            "source :: access",
            "provider",
            "event",
            "egress",
            "egress :: schedule",
            "mongo",
            "mongo :: page",
            "platform"
        })
package dev.tributary.followup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
