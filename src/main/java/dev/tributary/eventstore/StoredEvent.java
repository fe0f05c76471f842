package dev.tributary.eventstore;

import dev.tributary.event.Event;

/**
 * An event and its bytes on the wire.
 *
 * @param body structured-mode CloudEvents JSON; what is signed, sent and answered, on every try
 */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
public record StoredEvent(Event event, byte[] body) {}
