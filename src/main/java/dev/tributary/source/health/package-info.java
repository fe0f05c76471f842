/**
 * Whether calls of sources can be expected, and come: what differs at the provider, and silence beyond a source's own usual gap.
 * Each change is one event for the tenant's subscriptions.
 *
 * <p>Collection {@code source_health}, by the id of the source, with its tenant: the reasons why it is not healthy, the time of
 * its last call, and the longest gap between calls of each of the last days. It is read whole once a minute, so that {@code _id}
 * and {@code tenant} are its only keys. Calls are noted in memory and written once a minute.
 */
@NullMarked
@NamedInterface("health")
package dev.tributary.source.health;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
