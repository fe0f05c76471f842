/**
 * Subscribers' web hooks, and routes and handlers of the gateway that get events: where events go, which, and how they are signed.
 *
 * <p>Collection {@code subscriptions}: small, read whole into memory; {@code {tenant, _id}} serves the lists. A row that the
 * gateway disabled has the member {@code notice} until the tenant is told. A deleted row leaves {@code {_id, deleted}}: an id
 * is never reused.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "egress :: address",
            "event",
            "mongo",
            "mongo :: schema",
            "platform",
            "security :: secret"
        })
package dev.tributary.subscription;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
