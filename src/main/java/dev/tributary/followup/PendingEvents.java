package dev.tributary.followup;

import dev.tributary.event.Event;
import dev.tributary.event.EventType;
import dev.tributary.event.Proof;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.api.UnfetchableException;
import dev.tributary.followup.store.FetchState;
import dev.tributary.platform.LimitedLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;

/**
 * The resources of events whose follow-ups have not ended. Each change is made from the bytes that it was read from, so
 * that two fetches that end at once both stand in the event; the change that leaves nothing pending fixes the event's
 * bytes and hands it to fan-out. An event that its provider did not confirm is not handed on.
 */
final class PendingEvents {

    private static final Logger log = LoggerFactory.getLogger(PendingEvents.class);
    private static final String REFRESH = "refresh";
    private static final List<String> CHANGING_KINDS = List.of("account", "transaction");
    /** As many fetches of one event can end at once as gateways have places for its source. */
    private static final int MAX_ROUNDS = 50;

    /** Their counters are registered at start-up with 0: Prometheus sees an increase only of a counter that it has scraped before. */
    private static final List<String> USUAL_REASONS = List.of(
            "no_credential", FetchEnd.OTHER_CREDENTIAL, UnfetchableException.REFUSED, LateConfirmations.TOO_MANY);

    private final EventReader events;
    private final EventStore store;
    private final Function<Event, List<String>> tellChanges;
    private final MeterRegistry metrics;
    private final Supplier<String> writer;
    private final Consumer<EventsStored> publisher;
    /** Anyone can send calls that are not confirmed. */
    private final LimitedLog unconfirmed = new LimitedLog();

    /** @param tellChanges tells what the follow-ups of a refresh changed; gives the cases of a refresh that it was */
    PendingEvents(
            EventReader events,
            EventStore store,
            Function<Event, List<String>> tellChanges,
            MeterRegistry metrics,
            Supplier<String> writer,
            Consumer<EventsStored> publisher) {
        this.events = events;
        this.store = store;
        this.tellChanges = tellChanges;
        this.metrics = metrics;
        this.writer = writer;
        this.publisher = publisher;
        USUAL_REASONS.forEach(this::unconfirmed);
    }

    /**
     * Changes the resources of an event.
     *
     * @param change from and to its state; is called again when another change came first
     * @return the event after the change; empty if its follow-ups have ended, before or by this change
     */
    Optional<StoredEvent> change(String eventId, UnaryOperator<FetchState> change) {
        return change(eventId, Pending.FOLLOW_UPS, change);
    }

    /** As the other one, of an event that its provider did not confirm. */
    Optional<StoredEvent> reopen(String eventId, UnaryOperator<FetchState> change) {
        return change(eventId, Pending.UNCONFIRMED, change);
    }

    private Optional<StoredEvent> change(String eventId, Pending from, UnaryOperator<FetchState> change) {
        for (int attempt = 0; attempt < MAX_ROUNDS; attempt++) {
            StoredEvent stored =
                    events.find(List.of(eventId)).stream().findFirst().orElse(null);
            if (stored == null || stored.pending() != from || stored.isErased() || stored.isUnreadable()) {
                return Optional.empty();
            }
            StoredEvent changed = changed(stored, change.apply(FetchState.of(stored.event())));
            boolean equal = changed.pending() == from
                    && changed.event().data().equals(stored.event().data());
            if (equal || store.replacePending(changed, stored.body(), writer.get())) {
                return handOn(changed);
            }
        }
        throw new IllegalStateException("event " + eventId + " changes faster than it can be written");
    }

    private Optional<StoredEvent> handOn(StoredEvent changed) {
        if (changed.pending() == Pending.FOLLOW_UPS) {
            return Optional.of(changed);
        }
        if (changed.pending() == Pending.UNCONFIRMED) {
            String reason = countUnconfirmed(changed);
            unconfirmed.add(
                    changed.event().sourceId(),
                    further -> log.warn(
                            "Event {} of source {} is not delivered: its provider did not confirm it ({}); {} further"
                                    + " of the source since the last such line",
                            changed.id(),
                            changed.event().sourceId(),
                            reason,
                            further));
            return Optional.empty();
        }
        log.debug("Event {} has its follow-ups", changed.id());
        publisher.accept(new EventsStored(List.of(changed), writer.get()));
        return Optional.empty();
    }

    private String countUnconfirmed(StoredEvent unconfirmed) {
        String reason = String.valueOf(FetchState.of(unconfirmed.event()).unconfirmedReason());
        unconfirmed(reason).increment();
        return reason;
    }

    private Counter unconfirmed(String reason) {
        return Counter.builder("tributary.events.unconfirmed")
                .description("Events that are not delivered because their provider did not confirm them, by the reason")
                .tag("reason", reason)
                .register(metrics);
    }

    /** Counts events that are stored as unconfirmed, because they name nothing that could confirm them. */
    @EventListener
    void onStored(EventsStored stored) {
        for (StoredEvent event : stored.events()) {
            if (event.pending() == Pending.UNCONFIRMED) {
                countUnconfirmed(event);
            }
        }
    }

    private StoredEvent changed(StoredEvent stored, FetchState state) {
        Event event = state.isConfirmed() ? stored.event().with(Proof.CONFIRMED) : stored.event();
        if (state.isUnconfirmed()) {
            FetchEnd.strip(state.resources());
            return StoredEvent.of(event.with(state.in(event.data())), Pending.UNCONFIRMED);
        }
        if (state.isWaiting()) {
            return StoredEvent.of(event.with(state.in(event.data())), Pending.FOLLOW_UPS);
        }
        FetchEnd.strip(state.resources());
        Event ended = event.with(state.in(event.data()));
        boolean isRefresh = event.type().equals(EventType.CONNECTION_REFRESHED) && state.hasFetched(CHANGING_KINDS);
        return StoredEvent.of(isRefresh ? withCases(ended) : ended, Pending.FAN_OUT);
    }

    private Event withCases(Event ended) {
        Map<String, Object> refresh = new LinkedHashMap<>();
        if (ended.data().get(REFRESH) instanceof Map<?, ?> members) {
            members.forEach((name, value) -> refresh.put(String.valueOf(name), value));
        }
        refresh.put("cases", tellChanges.apply(ended));
        var data = new LinkedHashMap<>(ended.data());
        data.put(REFRESH, refresh);
        return ended.with(data);
    }
}
