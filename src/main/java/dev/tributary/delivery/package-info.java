/**
 * Fans events out to subscriptions and delivers them, signed, at least once.
 *
 * <p>Collection {@code deliveries}, the outstanding ones only: {@code {nextAttemptAt, subscriptionId}} serves the claims.
 * Collection {@code attempts}, the history of each: {@code {tenant, _id}}, {@code {tenant, subscriptionId, _id}} and
 * {@code {tenant, state, _id}} serve the lists; {@code expireAt} lets the server delete what is past its retention. The id
 * of both is {@code {eventId}:{subscriptionId}}, so that fanning out twice makes nothing twice.
 *
 * <p>An event whose fan-out a crash interrupted is found by its mark, at the latest 35 seconds after another gateway is
 * up; a delivery whose gateway died, when its lease is over, a minute after the last renewal.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "subscription",
            "subscription :: signing",
            "subscription :: domain",
            "eventstore",
            "event",
            "egress",
            "egress :: schedule",
            "mongo",
            "platform"
        })
package dev.tributary.delivery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
