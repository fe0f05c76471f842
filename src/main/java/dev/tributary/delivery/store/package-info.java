/**
 * Deliveries at rest: those that wait, and the history of those that ended.
 *
 * <p>Collection {@code deliveries} holds what waits, with the attempts so far: retries, what exceeded the limit of memory, what was
 * taken over. {@code {subscriptionId, nextAttemptAt}} serves the claims, endpoint by endpoint; {@code {tenant, _id}} and
 * {@code {tenant, subscriptionId, _id}} the lists.
 *
 * <p>Collection {@code attempts} holds the history of what ended, written once: {@code {tenant, _id}} and {@code {tenant,
 * subscriptionId, _id}} serve the lists, and partial indexes on {@code {tenant, state, _id}} and {@code {tenant,
 * subscriptionId, state, _id}} those of failed and cancelled deliveries, which are few. Nothing else is indexed, because each index costs on the way of every delivery; what is past
 * its retention is found by its id, which begins with the time of the event.
 *
 * <p>The id of both begins with {@code {eventId}:{subscriptionId}}, so that adding a delivery twice adds nothing.
 */
@NullMarked
@NamedInterface("store")
package dev.tributary.delivery.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
