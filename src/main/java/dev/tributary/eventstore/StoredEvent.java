package dev.tributary.eventstore;

import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.Event;
import dev.tributary.event.EventType;
import dev.tributary.security.privacy.Visibility;

/**
 * An event and its bytes on the wire.
 *
 * @param body structured-mode CloudEvents JSON; what is signed, sent and answered, on every attempt
 * @param visibility what these bytes show of the personal members
 */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
public record StoredEvent(Event event, byte[] body, Pending pending, Visibility visibility) {

    /** What an event waits for outside of the ordinary way; nearly all wait for nothing. */
    public enum Pending {
        NOTHING,
        /** Its follow-ups have not ended; its data still changes. */
        FOLLOW_UPS,
        /** Its provider did not confirm it: nothing is done with it, unless its follow-ups are started again. */
        UNCONFIRMED,
        /** Its bytes are fixed, and a sweep adds its deliveries unless they were added before. */
        FAN_OUT
    }

    /** An event with all its data. */
    public StoredEvent(Event event, byte[] body, Pending pending) {
        this(event, body, pending, Visibility.SHOWN);
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

    /** Whether its user was erased: what was personal in it is gone, and it will be removed. */
    public boolean isErased() {
        return visibility == Visibility.ERASED;
    }

    /** Whether matching subscriptions get it by now: its bytes are fixed, and it is no provider's test and not unconfirmed. */
    public boolean isForSubscribers() {
        return pending != Pending.FOLLOW_UPS
                && pending != Pending.UNCONFIRMED
                && !isErased()
                && !event.type().equals(EventType.PROVIDER_TEST);
    }
}
