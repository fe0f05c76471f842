package dev.tributary.eventstore;

import dev.tributary.event.Event;

/** Those who wait for events. */
public interface Audience {

    /**
     * Whether anybody gets this event, as far as this gateway knows by now. What is stored without being awaited is not
     * looked at again, but by those who come into view later: they look back.
     */
    boolean awaits(Event event);
}
