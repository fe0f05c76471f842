package dev.tributary.subscription;

import com.mongodb.MongoException;
import dev.tributary.event.Event;
import dev.tributary.eventstore.Audience;
import dev.tributary.subscription.SubscriptionStore.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * All subscriptions in memory, as an immutable view with compiled filters: fanning an event out costs no query. Own
 * writes are seen at once, those of other gateways within a second.
 */
public final class SubscriptionDirectory implements Audience {

    private static final Logger log = LoggerFactory.getLogger(SubscriptionDirectory.class);

    /** What changed from one view to the next; called by whoever refreshed, so it must only take note. */
    public interface Listener {

        /** It was created, here or by another gateway: events that were fanned out by the older view have missed it. */
        default void appeared(Subscription subscription) {}

        /** It was deleted or disabled: what is pending for it has to end. */
        default void ended(String subscriptionId) {}
    }

    private record Entry(Subscription subscription, EventFilter filter) {

        boolean gets(Event event) {
            return subscription.enabled()
                    && subscription.tenant().equals(event.tenant())
                    && !subscription.moments().created().isAfter(event.recordedTime())
                    && filter.matches(event);
        }
    }

    private final SubscriptionStore store;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<String, Entry> view = Map.of();

    public SubscriptionDirectory(SubscriptionStore store) {
        this.store = store;
        // what is written is written: a view that cannot be refreshed now is refreshed within a second
        store.afterWrite(this::follow);
        refresh();
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** The enabled subscriptions that get an event: of its tenant, created before it, with a filter that it passes. */
    public List<Subscription> matching(Event event) {
        var matching = new ArrayList<Subscription>();
        for (Entry entry : view.values()) {
            if (entry.gets(event)) {
                matching.add(entry.subscription());
            }
        }
        return matching;
    }

    @Override
    public boolean awaits(Event event) {
        return view.values().stream().anyMatch(entry -> entry.gets(event));
    }

    List<Subscription> createdSince(Instant moment) {
        return view.values().stream()
                .map(Entry::subscription)
                .filter(subscription -> !subscription.moments().created().isBefore(moment))
                .toList();
    }

    /** Enabled or not; one that is not in the view is looked for in the store before it is called unknown. */
    public Optional<Subscription> find(String id) {
        Entry known = view.get(id);
        return known == null ? store.find(id) : Optional.of(known.subscription());
    }

    /** As {@link #find}, without a look into the store. */
    public Optional<Subscription> inView(String id) {
        return Optional.ofNullable(view.get(id)).map(Entry::subscription);
    }

    /** The ids of those that deliveries may go to. */
    public Set<String> enabled() {
        return view.values().stream()
                .map(Entry::subscription)
                .filter(Subscription::enabled)
                .map(Subscription::id)
                .collect(Collectors.toSet());
    }

    /** Looks for what other gateways wrote. */
    @Scheduled(fixedDelay = 1000)
    public void follow() {
        try {
            refresh();
        } catch (MongoException e) {
            log.debug("Subscriptions stay as they were last seen: {}", e.getMessage());
        }
    }

    private synchronized void refresh() {
        Map<String, Entry> old = view;
        var fresh = new HashMap<String, Entry>();
        store.versions().forEach((id, version) -> {
            Entry known = old.get(id);
            if (known != null && Version.of(known.subscription()).equals(version)) {
                fresh.put(id, known);
            } else {
                store.find(id).ifPresent(subscription -> fresh.put(id, entry(subscription)));
            }
        });
        if (fresh.equals(old)) {
            return;
        }
        view = Map.copyOf(fresh);
        tell(old, fresh);
    }

    private void tell(Map<String, Entry> old, Map<String, Entry> fresh) {
        fresh.forEach((id, entry) -> {
            if (!isSame(old.get(id), entry)) {
                listeners.forEach(listener -> listener.appeared(entry.subscription()));
            }
        });
        old.forEach((id, entry) -> {
            Entry now = fresh.get(id);
            if (entry.subscription().enabled()
                    && (now == null || !now.subscription().enabled() || !isSame(entry, now))) {
                listeners.forEach(listener -> listener.ended(id));
            }
        });
    }

    /** Not so when one was deleted and another created with its id. */
    private static boolean isSame(@Nullable Entry before, Entry now) {
        return before != null
                && before.subscription()
                        .moments()
                        .created()
                        .equals(now.subscription().moments().created());
    }

    private static Entry entry(Subscription subscription) {
        return new Entry(
                subscription,
                EventFilter.compile(
                        subscription.selection().events(),
                        subscription.selection().filters()));
    }
}
