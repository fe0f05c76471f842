/**
 * Fetches at rest, and what the data of an event says of them.
 *
 * <p>Collection {@code follow_ups}: outstanding fetches only, {@code _id} = {@code {eventId}:{index of the resource}};
 * {@code {nextAttemptAt, leaseUntil}} finds the sources with work, {@code {sourceId, nextAttemptAt}} serves their claims,
 * {@code {sourceId, rank}} counts the events that wait for a confirmation, {@code {eventId}} the order of kinds within one
 * event and the sweep, {@code {tenant, _id}} the list, also that of one event. How a fetch ended stands in the event.
 */
@NullMarked
@NamedInterface("store")
package dev.tributary.followup.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
