package dev.tributary.eventstore;

import dev.tributary.event.Event;
import dev.tributary.event.EventType;

/**
 * An event and its bytes on the wire.
 *
 * @param body structured-mode CloudEvents JSON; what is signed, sent and answered, on every try
 */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
public record StoredEvent(Event event, byte[] body) {

    /** Whether those subscribers that it matches get it by now: its bytes are fixed, and it is no provider's test. */
    public boolean isForSubscribers() {
        return event.fanOut() != Event.FanOut.HELD && !event.type().equals(EventType.PROVIDER_TEST);
    }
}
