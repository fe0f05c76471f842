package dev.tributary.fanout;

import dev.tributary.delivery.Deliveries;
import dev.tributary.delivery.store.NewDelivery;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.platform.membership.Membership;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionDirectory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at events again, and adds the deliveries that are neither recorded nor queued nor in memory. Looking twice adds
 * nothing twice. Errors of the driver pass through unchanged.
 */
final class MissingDeliveries {

    private static final int PAGE = 256;
    private static final int BATCH = 500;

    private final EventReader events;
    private final EventStore store;
    private final SubscriptionDirectory subscriptions;
    private final Deliveries deliveries;
    private final OpenEvents open;
    private final Membership membership;

    MissingDeliveries(
            EventReader events,
            EventStore store,
            SubscriptionDirectory subscriptions,
            Deliveries deliveries,
            OpenEvents open,
            Membership membership) {
        this.events = events;
        this.store = store;
        this.subscriptions = subscriptions;
        this.deliveries = deliveries;
        this.open = open;
        this.membership = membership;
    }

    /** Of these events. Afterwards their deliveries are recorded, queued or in memory, and their fan-out mark is removed. */
    void of(List<StoredEvent> found) {
        List<StoredEvent> ready =
                found.stream().filter(StoredEvent::isForSubscribers).toList();
        Set<String> inMemory = add(ready, null);
        List<String> fannedOut = ready.stream()
                .filter(event -> event.pending() == Pending.FAN_OUT)
                .map(StoredEvent::id)
                .toList();
        if (!fannedOut.isEmpty()) {
            store.fannedOut(fannedOut);
        }
        ready.stream().map(StoredEvent::id).filter(id -> !inMemory.contains(id)).forEach(open::end);
    }

    /** Of the events that these writers stored from an id on. */
    void ofWriters(String from, Set<String> writers) {
        events.since(from, writers, null, PAGE, this::of);
    }

    /** For one subscription, of the events that this gateway stored from an id on and has fanned out already. */
    void ofOwnEvents(String from, Subscription subscription) {
        String tenant = subscription.isOfEveryTenant() ? null : subscription.tenant();
        events.since(from, membership.names(), tenant, PAGE, page -> {
            List<StoredEvent> fannedOut = page.stream()
                    .filter(StoredEvent::isForSubscribers)
                    .filter(event -> !open.awaitsFanOut(event.id()))
                    .toList();
            add(fannedOut, subscription.id());
        });
    }

    /** Returns the ids of the events that have deliveries in memory; these end the events when they are recorded. */
    private Set<String> add(List<StoredEvent> found, @Nullable String onlyFor) {
        Set<String> inMemory = new HashSet<>();
        List<NewDelivery> batch = new ArrayList<>();
        for (StoredEvent event : found) {
            for (Subscription subscription : subscriptions.matching(event.event())) {
                if (onlyFor == null || onlyFor.equals(subscription.id())) {
                    batch.add(new NewDelivery(event, subscription, null));
                }
                if (batch.size() == BATCH) {
                    inMemory.addAll(deliveries.addMissing(batch));
                    batch = new ArrayList<>();
                }
            }
        }
        inMemory.addAll(deliveries.addMissing(batch));
        return inMemory;
    }
}
