/**
 * Provider connections that can receive calls, with their secrets encrypted at rest. One that cannot be read is unusable.
 *
 * <p>Collection {@code sources}: small, its rows are read whole into memory; {@code {tenant, _id}} serves the lists. A deleted
 * row leaves {@code {_id, deleted}}: an id is never reused. So an id names one source of one tenant for ever, and keys
 * of other collections that begin with it (dedup keys, ids of accounts, transactions and documents) are never shared.
 *
 * <p>Collection {@code provider_tokens}, by the id of the source: the refresh token that a provider gave in place of the one
 * that was configured. It is removed with the source.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "egress",
            "egress :: address",
            "event",
            "eventstore",
            "mongo",
            "mongo :: page",
            "mongo :: schema",
            "platform",
            "platform :: membership",
            "provider",
            "security :: secret"
        })
package dev.tributary.source;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
