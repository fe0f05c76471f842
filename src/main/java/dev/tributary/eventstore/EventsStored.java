package dev.tributary.eventstore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that are durable from now on, in the order in which they were stored. Published inside this process only; what
 * a crash leaves undelivered is found by the checkpoint of the writer, see {@link OpenEvents}.
 *
 * @param writer the name under which they were stored; null where another gateway may have seen to their deliveries
 *     already, so that these are looked up before they are made
 * @param late whether they are of no call that came just now: of one that was mapped again, or made of other events
 */
public record EventsStored(
        List<StoredEvent> events, @Nullable String writer, boolean late) {

    public EventsStored(List<StoredEvent> events, @Nullable String writer) {
        this(events, writer, false);
    }
}
