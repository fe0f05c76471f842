/**
 * The canonical events at rest, in the bytes that subscribers get.
 *
 * <p>Collection {@code events}: unique {@code {sourceId, dedupKey}} decides what is a duplicate; {@code {tenant,
 * recordedtime, _id}}, and the same behind type and subject, serve the lists; a partial index on {@code fanOut} holds
 * only the events that are still on their way, so that the sweeps do not grow with history.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"event", "mongo"})
package dev.tributary.eventstore;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
