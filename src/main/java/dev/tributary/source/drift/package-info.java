/**
 * Notices where a provider's payloads change: events and fields that a source never sent before, and fields that it no longer
 * sends. On the way of a call only the shape of a payload is looked up; all else is done once a minute.
 *
 * <p>Names and counts are stored, never values. A name that may itself be a value (the key of a map) is stored as {@code *}.
 *
 * <p>Collection {@code drift_fields}: one document for each source and event, with every field that was ever seen and, for
 * eight days, in how many payloads; {@code {sourceId}} serves the comparison. Collection {@code drift}: what was found, one
 * document for each day, source and change; {@code {tenant, _id}} and {@code {tenant, sourceId, _id}} serve the lists, in the
 * order of the days. Both expire 90 days after their last change.
 */
@NullMarked
@NamedInterface("drift")
package dev.tributary.source.drift;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
