package dev.tributary.followup;

import dev.tributary.event.Event;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resources of events whose follow-ups have not ended. Each change is made from the bytes that it was read from, so
 * that two fetches that end at once both stand in the event; the change that leaves nothing pending fixes the event's
 * bytes and hands it to fan-out.
 */
final class PendingEvents {

    static final String PENDING = "pending";
    static final String FETCHED = "fetched";
    static final String FAILED = "failed";

    private static final Logger log = LoggerFactory.getLogger(PendingEvents.class);
    private static final String RESOURCES = "resources";
    /** As many fetches of one event can end at once as gateways have places for its source. */
    private static final int MAX_ROUNDS = 50;

    private final EventReader events;
    private final EventStore store;
    private final Supplier<String> writer;
    private final Consumer<EventsStored> publisher;

    PendingEvents(EventReader events, EventStore store, Supplier<String> writer, Consumer<EventsStored> publisher) {
        this.events = events;
        this.store = store;
        this.writer = writer;
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
     * @return the event after the change; empty if its follow-ups have ended, before or by this change
     */
    Optional<StoredEvent> change(String eventId, UnaryOperator<List<Map<String, Object>>> change) {
        for (int attempt = 0; attempt < MAX_ROUNDS; attempt++) {
            StoredEvent stored =
                    events.find(List.of(eventId)).stream().findFirst().orElse(null);
            if (stored == null || stored.pending() != Pending.FOLLOW_UPS || stored.isErased()) {
                return Optional.empty();
            }
            StoredEvent changed = changed(stored, change.apply(resources(stored.event())));
            boolean ended = changed.pending() == Pending.FAN_OUT;
            boolean equal =
                    !ended && changed.event().data().equals(stored.event().data());
            if (equal || store.replacePending(changed, stored.body(), writer.get())) {
                return ended ? release(changed) : Optional.of(changed);
            }
        }
        throw new IllegalStateException("event " + eventId + " changes faster than it can be written");
    }

    private Optional<StoredEvent> release(StoredEvent ended) {
        log.debug("Event {} has its follow-ups", ended.id());
        publisher.accept(new EventsStored(List.of(ended), writer.get()));
        return Optional.empty();
    }

    private static StoredEvent changed(StoredEvent stored, List<Map<String, Object>> resources) {
        var data = new LinkedHashMap<>(stored.event().data());
        boolean waiting = resources.stream().anyMatch(PendingEvents::isPending);
        if (!waiting) {
            FetchEnd.strip(resources);
        }
        if (data.containsKey(RESOURCES)) {
            data.put(RESOURCES, resources);
        }
        return StoredEvent.of(stored.event().with(data), waiting ? Pending.FOLLOW_UPS : Pending.FAN_OUT);
    }
}
