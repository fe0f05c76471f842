package dev.tributary.followup;

import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.store.FetchState;
import dev.tributary.followup.store.FollowUpStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Has events confirmed that found too many others of their source waiting for a confirmation. It takes up to half of the places of a
 * source, so that new calls find one. An event is asked for within a day after it was recorded; each round reads a bounded part of
 * the events of that day, and the next one goes on behind it.
 */
final class LateConfirmations {

    /** The reason of an event whose credential is unknown, while many such events of its source wait. */
    static final String TOO_MANY = "too_many";

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration MAX_AGE = Duration.ofDays(1);
    /** Younger events are being stored and planned right now. */
    private static final Duration MIN_AGE = Duration.ofSeconds(2);

    private static final int PAGE = 100;
    private static final int MAX_PAGES = 5;

    private final EventReader events;
    private final PendingEvents pending;
    private final FollowUpStore followUps;
    private final RefreshPlan plan;
    private final int places;
    private final Clock clock;
    private String after = "";

    /** @param maxUnconfirmed as that of {@link RefreshPlan} */
    LateConfirmations(
            EventReader events,
            PendingEvents pending,
            FollowUpStore followUps,
            RefreshPlan plan,
            int maxUnconfirmed,
            Clock clock) {
        this.events = events;
        this.pending = pending;
        this.followUps = followUps;
        this.plan = plan;
        this.places = (maxUnconfirmed + 1) / 2;
        this.clock = clock;
    }

    Duration round() {
        Instant now = clock.instant();
        String dayAgo = TimeOrderedId.lowest(now.minus(MAX_AGE));
        Map<String, Long> free = new HashMap<>();
        for (int pages = 0; pages < MAX_PAGES; pages++) {
            String from = after.compareTo(dayAgo) < 0 ? dayAgo : after;
            List<StoredEvent> page = events.pending(Pending.UNCONFIRMED, from, now.minus(MIN_AGE), PAGE);
            page.forEach(stored -> confirmWherePossible(stored, free));
            if (page.size() < PAGE) {
                after = ""; // the next round begins with the oldest again
                return EVERY;
            }
            after = page.get(PAGE - 1).id();
        }
        return EVERY;
    }

    /** @param free places by source, as far as they are known */
    private void confirmWherePossible(StoredEvent stored, Map<String, Long> free) {
        if (!TOO_MANY.equals(FetchState.of(stored.event()).unconfirmedReason())) {
            return;
        }
        String sourceId = stored.event().sourceId();
        long left = free.computeIfAbsent(sourceId, this::free);
        if (left > 0) {
            free.put(sourceId, left - 1);
            pending.reopen(stored.id(), state -> state.again(false))
                    .ifPresent(event -> plan.plan(event, FetchState.resources(event.event())));
        }
    }

    private long free(String sourceId) {
        return places - followUps.countUnknown(sourceId, "", RefreshPlan.CONFIRMATION_RANK, places);
    }
}
