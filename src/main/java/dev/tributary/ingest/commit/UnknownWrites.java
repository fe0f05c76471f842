package dev.tributary.ingest.commit;

import com.mongodb.MongoException;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.eventstore.StoredEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events of writes whose outcome is unknown. Their calls were answered 503, but the write may still land, so the events
 * stay open until they are seen in the store, which sends them on their way, or until a write cannot land any more. Meanwhile
 * another gateway may have taken this one's events over, or stored them again from their receipts.
 */
final class UnknownWrites {

    private static final Logger log = LoggerFactory.getLogger(UnknownWrites.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    /** Longer than any write takes: the driver's socket timeout and a server's election together. */
    private static final long LANDS_WITHIN = TimeUnit.SECONDS.toNanos(60);

    private record Unknown(StoredEvent event, long since) {}

    private final EventReader events;
    private final OpenEvents open;
    private final Consumer<EventsStored> stored;
    private final Runnable storeIsAway;
    private final Map<String, Unknown> unknown = new ConcurrentHashMap<>();

    /** @param storeIsAway is run where the store does not answer, so that no time counts */
    UnknownWrites(EventReader events, OpenEvents open, Consumer<EventsStored> stored, Runnable storeIsAway) {
        this.events = events;
        this.open = open;
        this.stored = stored;
        this.storeIsAway = storeIsAway;
    }

    void add(Collection<StoredEvent> written) {
        long now = System.nanoTime();
        written.forEach(event -> unknown.put(event.id(), new Unknown(event, now)));
    }

    /** Says that events are in the store, as a duplicate of each was answered. Unknown to this class, they are left. */
    void present(Collection<String> ids) {
        for (String id : ids) {
            Unknown landed = unknown.remove(id);
            if (landed != null) {
                stored.accept(new EventsStored(List.of(landed.event()), null));
            }
        }
    }

    /** Looks for the events in the store. */
    Duration round() {
        if (unknown.isEmpty()) {
            return EVERY;
        }
        try {
            Set<String> asked = Set.copyOf(unknown.keySet());
            present(events.present(asked));
            dropLost(asked);
        } catch (MongoException e) {
            // only time in which the store answers counts, as a write may land when the store goes on
            long now = System.nanoTime();
            storeIsAway.run();
            unknown.replaceAll((id, one) -> new Unknown(one.event(), now));
            log.debug("Unknown writes are looked up again: {}", e.getMessage());
        }
        return EVERY;
    }

    private void dropLost(Set<String> asked) {
        long now = System.nanoTime();
        for (Iterator<Unknown> all = unknown.values().iterator(); all.hasNext(); ) {
            Unknown one = all.next();
            if (asked.contains(one.event().id()) && now - one.since() > LANDS_WITHIN) {
                all.remove();
                open.end(one.event().id());
            }
        }
    }
}
