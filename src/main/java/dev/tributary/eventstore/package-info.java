/**
 * The canonical events at rest, in the bytes that subscribers get.
 *
 * <p>Collection {@code events}: unique {@code {sourceId, dedupKey}} decides what is a duplicate. The {@code _id}, which begins
 * with the recorded time, is the only order; {@code {tenant, _id}}, and the same behind type and subject, serve the lists. A
 * partial index on {@code pending} holds only the events that are still on their way, so that the sweeps do not grow with
 * history; another one on {@code {tenant, feedid}} holds only the events whose place in the feed is not their id. Provider, correlation id and the provider's time have no index: each would cost the store on every call, and a
 * page that asks for them compares a bounded number of events instead.
 *
 * <p>Personal members are masked in the document; what they held is encrypted beside, see {@code security.privacy}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "event",
            "mongo",
            "mongo :: page",
            "mongo :: retention",
            "mongo :: schema",
            "platform",
            "security :: privacy",
            "statistics"
        })
package dev.tributary.eventstore;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
