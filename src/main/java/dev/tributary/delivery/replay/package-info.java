/**
 * Deliveries that are made again, and deliveries that are cancelled: one by one, or all of a range in the background.
 *
 * <p>Collection {@code replays}: the ranges, each with how far it is. {@code {state, nextAttemptAt}} serves the claims; a
 * range is worked on by one gateway at a time, and another one goes on from the stored position after a crash. Collection
 * {@code idempotency_keys}: the keys that clients sent, for 24 hours.
 *
 * <p>The id of a replayed delivery is {@code {eventId}:{subscriptionId}:{replayId}}, so that adding it twice adds nothing;
 * the id on the wire stays the event's.
 */
@NullMarked
@NamedInterface("replay")
package dev.tributary.delivery.replay;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
