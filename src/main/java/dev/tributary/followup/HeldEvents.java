package dev.tributary.followup;

import dev.tributary.event.Event;
import dev.tributary.event.Event.FanOut;
import dev.tributary.eventstore.CloudEventFormat;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resources of events that wait for their fetches. Each change is made from the bytes that it was read from, so that
 * two fetches that end at once both stand in the event; the change that leaves nothing pending fixes the event's bytes
 * and sends it on its way.
 */
final class HeldEvents {

    static final String PENDING = "pending";
    static final String FETCHED = "fetched";
    static final String FAILED = "failed";

    private static final Logger log = LoggerFactory.getLogger(HeldEvents.class);
    private static final String RESOURCES = "resources";
    /** As many fetches of one event can end at once as gateways have places for its source. */
    private static final int MOST_TRIES = 50;

    private final EventStore events;
    private final Consumer<EventsStored> publisher;

    HeldEvents(EventStore events, Consumer<EventsStored> publisher) {
        this.events = events;
        this.publisher = publisher;
    }

    /** The resources of an event; copies, which may be changed. */
    static List<Map<String, Object>> resources(Event event) {
        List<Map<String, Object>> resources = new ArrayList<>();
        if (event.data().get(RESOURCES) instanceof List<?> list) {
            for (Object resource : list) {
                var copy = new LinkedHashMap<String, Object>();
                if (resource instanceof Map<?, ?> members) {
                    members.forEach((name, value) -> copy.put(String.valueOf(name), value));
                }
                resources.add(copy);
            }
        }
        return resources;
    }

    static boolean isPending(Map<String, Object> resource) {
        return PENDING.equals(resource.get("state"));
    }

    /**
     * Changes the resources of an event.
     *
     * @param change from and to all resources, in their order; is called again when another change came first
     * @return the event after the change; empty if it is not held, or no longer now that nothing is pending
     */
    Optional<StoredEvent> change(String eventId, UnaryOperator<List<Map<String, Object>>> change) {
        for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
            StoredEvent stored =
                    events.find(List.of(eventId)).stream().findFirst().orElse(null);
            if (stored == null || stored.event().fanOut() != FanOut.HELD) {
                return Optional.empty();
            }
            StoredEvent changed = changed(stored, change.apply(resources(stored.event())));
            boolean due = changed.event().fanOut() == FanOut.DUE;
            boolean equal = !due && changed.event().data().equals(stored.event().data());
            if (equal || events.replaceHeld(changed, stored.body())) {
                return due ? release(changed) : Optional.of(changed);
            }
        }
        throw new IllegalStateException("event " + eventId + " changes faster than it can be written");
    }

    private Optional<StoredEvent> release(StoredEvent due) {
        log.debug("Event {} has its follow-ups", due.event().id());
        publisher.accept(new EventsStored(List.of(due)));
        return Optional.empty();
    }

    private static StoredEvent changed(StoredEvent stored, List<Map<String, Object>> resources) {
        var data = new LinkedHashMap<>(stored.event().data());
        if (data.containsKey(RESOURCES)) {
            data.put(RESOURCES, resources);
        }
        boolean waiting = resources.stream().anyMatch(HeldEvents::isPending);
        Event event = stored.event().with(data, waiting ? FanOut.HELD : FanOut.DUE);
        return new StoredEvent(event, CloudEventFormat.write(event));
    }
}
