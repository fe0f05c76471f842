package dev.tributary.quarantine;

import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.InsertOutcome;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores events outside of a provider's call. They are marked until they are fanned out, so that a sweep finds them after a crash,
 * also where the outcome of their write was not known.
 */
public final class LateEvents {

    private static final Logger log = LoggerFactory.getLogger(LateEvents.class);
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private final EventStore store;
    private final Supplier<String> writer;
    private final Consumer<EventsStored> stored;

    /** @param writer gives the name under which events are stored now */
    LateEvents(EventStore store, Supplier<String> writer, Consumer<EventsStored> stored) {
        this.store = store;
        this.writer = writer;
        this.stored = stored;
    }

    /**
     * Stores events and hands them to fan-out.
     *
     * @return by the ids of these events, the ids under which their occurrences are stored now; those that are not known to be
     *     stored are left out
     */
    public Map<String, String> store(List<StoredEvent> events) {
        Map<String, String> ids = new HashMap<>();
        if (events.isEmpty()) {
            return ids;
        }
        List<StoredEvent> marked = events.stream().map(LateEvents::marked).toList();
        String name = writer.get();
        List<InsertOutcome> outcomes = store.insert(marked, name, MAX_WAIT);
        List<StoredEvent> fresh = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            StoredEvent event = marked.get(i);
            if (outcomes.get(i) instanceof InsertOutcome.Stored) {
                fresh.add(event);
                ids.put(event.id(), event.id());
            } else if (outcomes.get(i) instanceof InsertOutcome.Duplicate duplicate) {
                ids.put(event.id(), duplicate.eventId());
            }
        }
        if (!fresh.isEmpty()) {
            stored.accept(new EventsStored(fresh, name, true));
            log.debug("Stored {} events of calls that were mapped again", fresh.size());
        }
        return ids;
    }

    private static StoredEvent marked(StoredEvent event) {
        return event.pending() == Pending.NOTHING && event.isForSubscribers()
                ? new StoredEvent(event.event(), event.body(), Pending.FAN_OUT)
                : event;
    }
}
