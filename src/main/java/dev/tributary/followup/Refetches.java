package dev.tributary.followup;

import com.mongodb.MongoException;
import dev.tributary.event.Event;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.InsertOutcome;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.store.FetchState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Fetches the resources of an event again, on request. An event that subscribers have keeps its bytes: what is fetched again
 * becomes an event of its own, which names the first one. Errors of the driver pass through unchanged.
 */
public final class Refetches {

    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    /** Of one event, one after the other. */
    private static final int MAX_REFETCHES = 100;

    private final PendingEvents pending;
    private final RefreshPlan plan;
    private final EventReader events;
    private final EventStore store;
    private final TimeOrderedId ids;
    private final Supplier<String> writer;
    private final Consumer<EventsStored> publisher;

    /** @param writer the name of this gateway */
    Refetches(
            PendingEvents pending,
            RefreshPlan plan,
            EventReader events,
            EventStore store,
            TimeOrderedId ids,
            Supplier<String> writer,
            Consumer<EventsStored> publisher) {
        this.pending = pending;
        this.plan = plan;
        this.events = events;
        this.store = store;
        this.ids = ids;
        this.writer = writer;
        this.publisher = publisher;
    }

    /**
     * Starts the fetches. While they go on, a further call starts nothing and names the same event.
     *
     * @param all also what was fetched; else what failed
     * @return the event that shows how they end; empty where nothing is there to be fetched again, or that was done too often
     */
    public Optional<String> start(StoredEvent stored, boolean all) {
        return switch (stored.pending()) {
            case FOLLOW_UPS -> schedule(pending.change(stored.id(), state -> state.again(false)), stored.id());
            case UNCONFIRMED -> confirmAgain(stored);
            case NOTHING, FAN_OUT -> fetchAgain(stored.event(), all);
        };
    }

    private Optional<String> confirmAgain(StoredEvent stored) {
        if (!FetchState.of(stored.event()).canBeConfirmed()) {
            return Optional.empty();
        }
        UnaryOperator<FetchState> again = state -> state.again(false);
        return schedule(pending.reopen(stored.id(), again), stored.id());
    }

    private Optional<String> schedule(Optional<StoredEvent> waiting, String id) {
        waiting.ifPresent(event -> plan.schedule(event.event()));
        return Optional.of(id);
    }

    private Optional<String> fetchAgain(Event event, boolean all) {
        FetchState again = FetchState.of(event).again(all);
        if (!again.isWaiting()) {
            return Optional.empty();
        }
        Map<String, Object> data = again.in(event.data());
        data.put("refresh", Map.of("refetchOf", event.id()));
        for (int number = 1; number <= MAX_REFETCHES; number++) {
            Event next = event.again(ids.next(), Event.derivedKey("refetch:" + event.id() + ':' + number), data);
            StoredEvent stored = StoredEvent.of(next, Pending.FOLLOW_UPS);
            InsertOutcome outcome =
                    store.insert(List.of(stored), writer.get(), MAX_WAIT).get(0);
            if (outcome instanceof InsertOutcome.Failed) {
                throw new MongoException("the fetches of event " + event.id() + " are not known to be started");
            }
            if (outcome instanceof InsertOutcome.Stored) {
                publisher.accept(new EventsStored(List.of(stored), writer.get()));
                return Optional.of(next.id());
            }
            if (outcome instanceof InsertOutcome.Duplicate duplicate && isRunning(duplicate.eventId())) {
                return Optional.of(duplicate.eventId());
            }
        }
        return Optional.empty();
    }

    private boolean isRunning(String id) {
        return events.find(List.of(id)).stream().anyMatch(stored -> stored.pending() == Pending.FOLLOW_UPS);
    }
}
