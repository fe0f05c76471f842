package dev.tributary.eventstore;

import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.Event;
import dev.tributary.event.EventType;

/**
 * An event and its bytes on the wire.
 *
 * @param body structured-mode CloudEvents JSON; what is signed, sent and answered, on every attempt
 */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
public record StoredEvent(Event event, byte[] body, Pending pending) {

    /** What an event waits for outside of the ordinary way; nearly all wait for nothing. */
    public enum Pending {
        NOTHING,
        /** Its follow-ups have not ended; its data still changes. */
        FOLLOW_UPS,
        /** Its bytes are fixed, and a sweep adds its deliveries unless they were added before. */
        FAN_OUT
    }

    /** An event as mapped: its bytes are fixed. */
    public static StoredEvent of(Event event) {
        return of(event, Pending.NOTHING);
    }

    public static StoredEvent of(Event event, Pending pending) {
        return new StoredEvent(event, CloudEventFormat.write(event), pending);
    }

    public String id() {
        return event.id();
    }

    /** Whether matching subscriptions get it by now: its bytes are fixed, and it is no provider's test. */
    public boolean isForSubscribers() {
        return pending != Pending.FOLLOW_UPS && !event.type().equals(EventType.PROVIDER_TEST);
    }
}
