package dev.tributary.eventstore;

import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.Event;
import dev.tributary.event.EventType;
import dev.tributary.security.privacy.Visibility;
import org.jspecify.annotations.Nullable;

/**
 * An event and its bytes on the wire.
 *
 * @param body structured-mode CloudEvents JSON; what is signed, sent and answered, on every attempt
 * @param visibility what these bytes show of the personal members
 * @param feedId its place in the feed where that is not its id: it became visible, or ready for subscribers, long after its id
 *     was made; null for nearly all
 */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
public record StoredEvent(
        Event event,
        byte[] body,
        Pending pending,
        Visibility visibility,
        @Nullable String feedId) {

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
        this(event, body, pending, Visibility.SHOWN, null);
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

    /** Its place in the feed: what {@link EventReader#feed} is ordered by. */
    public String place() {
        return feedId == null ? id() : feedId;
    }

    StoredEvent at(@Nullable String place) {
        return new StoredEvent(event, body, pending, visibility, place);
    }

    /** Whether its user was erased: what was personal in it is gone, and it will be removed. */
    public boolean isErased() {
        return visibility == Visibility.ERASED;
    }

    /** Whether its data, or what is personal in it, was changed in the store and cannot be read, or its key is missing. It must not be sent. */
    public boolean isUnreadable() {
        return visibility == Visibility.UNREADABLE;
    }

    /** Whether matching subscriptions get it by now: its bytes are fixed, and it is not a provider's test and not unconfirmed. */
    public boolean isForSubscribers() {
        return pending != Pending.FOLLOW_UPS
                && pending != Pending.UNCONFIRMED
                && !isErased()
                && !event.type().equals(EventType.PROVIDER_TEST);
    }
}
