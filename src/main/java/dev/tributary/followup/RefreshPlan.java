package dev.tributary.followup;

import dev.tributary.event.Event;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.api.PathAllowList;
import dev.tributary.followup.api.UnfetchableException;
import dev.tributary.followup.store.FetchState;
import dev.tributary.followup.store.FollowUp;
import dev.tributary.followup.store.FollowUpStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Makes one follow-up of each URL that an event lists; equal ones become one. Parents come before children: a later kind
 * waits until all fetches of the kinds before it have ended. Planning an event again changes nothing.
 */
public final class RefreshPlan {

    /** Younger events are being planned right now. */
    private static final Duration PLANNED = Duration.ofSeconds(5);

    private static final int SWEEP_PAGE = 200;
    /** Nothing else is fetched for an event before it is confirmed. */
    static final int CONFIRMATION_RANK = -1;

    private final EventReader events;
    private final PendingEvents pending;
    private final FollowUpStore followUps;
    private final Function<String, Optional<PathAllowList>> allowLists;
    private final Predicate<Event> isKnown;
    private final int maxUnconfirmed;
    private final Duration firstWait;
    private final Clock clock;

    /**
     * @param isKnown whether the credential of an event was fetched before
     * @param maxUnconfirmed events of one source that wait for the confirmation of an unknown credential
     */
    RefreshPlan(
            EventReader events,
            PendingEvents pending,
            FollowUpStore followUps,
            Function<String, Optional<PathAllowList>> allowLists,
            Predicate<Event> isKnown,
            int maxUnconfirmed,
            Duration firstWait,
            Clock clock) {
        this.events = events;
        this.pending = pending;
        this.followUps = followUps;
        this.allowLists = allowLists;
        this.isKnown = isKnown;
        this.maxUnconfirmed = maxUnconfirmed;
        this.firstWait = firstWait;
        this.clock = clock;
    }

    /**
     * Plans the fetches of an event that has just been stored.
     *
     * @param listed the resources in its bytes; null where there are none
     */
    public void plan(
            @Variable("event") StoredEvent stored, @Variable("listed") @Nullable List<Map<String, Object>> listed) {
        List<Map<String, Object>> resources = listed == null ? List.of() : listed;
        PathAllowList allowed = allowLists.apply(stored.event().provider()).orElse(null);
        Set<Object> refused = new HashSet<>();
        for (Map<String, Object> resource : resources) {
            if (FetchState.isPending(resource) && !permits(allowed, resource, stored.event())) {
                refused.add(FetchState.identity(resource));
            }
        }
        boolean isUnknown = FetchState.of(stored.event()).awaitsConfirmation() && !isKnown.test(stored.event());
        boolean isTooMany = isUnknown && isTooMany(stored.event());
        pending.change(
                        stored.event().id(),
                        current ->
                                isTooMany ? current.unconfirmed(LateConfirmations.TOO_MANY) : refuse(current, refused))
                .ifPresent(event -> schedule(event.event(), isUnknown));
    }

    /**
     * Anyone can send a call that nothing binds to its body, and each costs a request to the provider. Calls about credentials that were
     * fetched before keep their place.
     */
    private boolean isTooMany(Event event) {
        return followUps.countUnknown(event.sourceId(), event.id(), CONFIRMATION_RANK, maxUnconfirmed)
                >= maxUnconfirmed;
    }

    /** Makes the follow-ups of what is pending, and lets those of the first kind among it begin. */
    void schedule(Event event) {
        schedule(event, false);
    }

    private void schedule(Event event, boolean isUnknown) {
        PathAllowList allowed = allowLists.apply(event.provider()).orElseThrow();
        List<FollowUp> planned = outstanding(event, allowed);
        followUps.add(planned, isUnknown);
        open(event.id(), planned);
    }

    /** Plans again, and lets go on, what a crash or a lost message has left behind. */
    void sweep() {
        Instant before = clock.instant().minus(PLANNED);
        String after = "";
        List<StoredEvent> page;
        do {
            page = events.pending(Pending.FOLLOW_UPS, after, before, SWEEP_PAGE);
            if (!page.isEmpty()) {
                planMissing(page);
                after = page.get(page.size() - 1).id();
            }
        } while (page.size() == SWEEP_PAGE);
    }

    /**
     * Those of these follow-ups that their events still wait for. An end that another fetch of the event recorded may come
     * between reading an event and adding its follow-ups, so that a follow-up that has ended is added once more.
     */
    Set<FollowUp> needed(List<FollowUp> claimed) {
        Map<String, StoredEvent> stored =
                events.find(claimed.stream().map(FollowUp::eventId).distinct().toList()).stream()
                        .collect(Collectors.toMap(StoredEvent::id, Function.identity()));
        return claimed.stream()
                .filter(followUp -> isPending(stored.get(followUp.eventId()), followUp))
                .collect(Collectors.toSet());
    }

    private static boolean isPending(@Nullable StoredEvent stored, FollowUp followUp) {
        Object wanted = FetchState.identity(followUp.kind(), followUp.href());
        return stored != null
                && stored.pending() == Pending.FOLLOW_UPS
                && FetchState.resources(stored.event()).stream()
                        .anyMatch(resource -> FetchState.isPending(resource)
                                && FetchState.identity(resource).equals(wanted));
    }

    private void planMissing(List<StoredEvent> page) {
        Map<String, List<FollowUp>> known =
                followUps
                        .ofEvents(
                                page.stream().map(stored -> stored.event().id()).toList())
                        .stream()
                        .collect(Collectors.groupingBy(FollowUp::eventId));
        for (StoredEvent stored : page) {
            Event event = stored.event();
            List<FollowUp> there = known.getOrDefault(event.id(), List.of());
            Set<String> ids = there.stream().map(FollowUp::id).collect(Collectors.toSet());
            Optional<PathAllowList> allowed = allowLists.apply(event.provider());
            List<FollowUp> needed =
                    allowed.map(list -> outstanding(event, list)).orElse(List.of());
            if (needed.isEmpty()
                    || !ids.containsAll(needed.stream().map(FollowUp::id).toList())) {
                plan(stored, FetchState.resources(event));
            } else if (there.stream().allMatch(followUp -> followUp.nextAttemptAt() == null)) {
                open(event.id(), needed);
            }
        }
    }

    private void open(String eventId, List<FollowUp> needed) {
        needed.stream()
                .mapToInt(followUp -> followUp.work().rank())
                .min()
                .ifPresent(rank -> followUps.open(eventId, rank, clock.instant().plus(firstWait)));
    }

    private static List<FollowUp> outstanding(Event event, PathAllowList allowed) {
        List<FollowUp> planned = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        FetchState state = FetchState.of(event);
        for (int index = 0; index < state.resources().size(); index++) {
            Map<String, Object> resource = state.resources().get(index);
            Object identity = FetchState.identity(resource);
            if (FetchState.isPending(resource) && seen.add(identity)) {
                int rank = state.isConfirmedBy(identity)
                        ? CONFIRMATION_RANK
                        : allowed.rank(String.valueOf(resource.get("kind")));
                planned.add(followUp(event, index, resource, rank));
            }
        }
        return planned;
    }

    private static FollowUp followUp(Event event, int index, Map<String, Object> resource, int rank) {
        return new FollowUp(
                event.id() + ':' + index,
                event.id(),
                String.valueOf(resource.get("kind")),
                String.valueOf(resource.get("href")),
                null,
                null,
                null,
                new FollowUp.Work(
                        event.tenant(),
                        event.sourceId(),
                        event.provider(),
                        event.idOf("connection"),
                        event.idOf("account"),
                        event.idOf("user"),
                        event.receiptId(),
                        rank,
                        0,
                        ""));
    }

    private static boolean permits(@Nullable PathAllowList allowed, Map<String, Object> resource, Event event) {
        return allowed != null
                && resource.get("href") instanceof String href
                && allowed.permits(String.valueOf(resource.get("kind")), href, subject(event));
    }

    private static FetchState refuse(FetchState state, Set<Object> refused) {
        boolean isConfirmationRefused = refused.stream().anyMatch(state::isConfirmedBy);
        for (Map<String, Object> resource : state.resources()) {
            if (FetchState.isPending(resource) && refused.contains(FetchState.identity(resource))) {
                FetchState.fail(resource, UnfetchableException.REFUSED);
            }
        }
        return isConfirmationRefused ? state.unconfirmed(UnfetchableException.REFUSED) : state;
    }

    /** The connection of an event, or its account where it names none. */
    static @Nullable String subject(Event event) {
        String connection = event.idOf("connection");
        return connection == null ? event.idOf("account") : connection;
    }
}
