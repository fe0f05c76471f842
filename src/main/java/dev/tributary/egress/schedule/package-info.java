/**
 * Shares the places for outgoing calls among endpoints: fairly, by tenant and then by endpoint, and so that endpoints
 * that are slow, failing or new never hold more than half of them.
 */
@NullMarked
@NamedInterface("schedule")
package dev.tributary.egress.schedule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
