package dev.tributary.subscription;

import com.mongodb.MongoException;
import dev.tributary.event.Event;
import dev.tributary.subscription.SubscriptionIndex.Entry;
import dev.tributary.subscription.SubscriptionStore.Version;
import dev.tributary.subscription.filter.EventFilter;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All subscriptions in memory, as an immutable view with compiled filters: fanning an event out costs no query. Own
 * writes are seen at once, those of other gateways within a second: a view that is older is not {@link #isFresh}, and
 * nothing may be sent by it. A subscription that cannot be read is left out, logged once and counted.
 */
public final class SubscriptionDirectory {

    private static final Logger log = LoggerFactory.getLogger(SubscriptionDirectory.class);
    /** After the answer to a change, another gateway starts no call by the older view for longer than this. */
    private static final long FRESH = Duration.ofSeconds(1).toNanos();
    /** Whatever the counter of changes says, everything is compared again after so long. */
    private static final long COMPARE_ALL = Duration.ofSeconds(10).toNanos();

    private static final Duration FOLLOW = Duration.ofMillis(250);

    /** What changed from one view to the next. Called on the refreshing thread, so an implementation must not block. */
    public interface Listener {

        /** It gets events that the older view has missed: it was created, enabled again, or its selection changed. */
        default void effective(Subscription subscription) {}

        /** It was deleted or disabled: what is pending for it has to end. */
        default void ended(String subscriptionId) {}
    }

    private record View(Map<String, Entry> entries, SubscriptionIndex index) {}

    private final SubscriptionStore store;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Version> unreadable = new ConcurrentHashMap<>();
    private volatile View view = new View(Map.of(), new SubscriptionIndex(List.of()));
    private volatile long seenAt;
    private long comparedAt;
    private long changes = -1;

    public SubscriptionDirectory(SubscriptionStore store) {
        this.store = store;
        // follow, not refresh: the write has succeeded, so an error here must not fail it; the next follow repeats it
        store.afterWrite(this::follow);
        refresh();
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** The enabled subscriptions that get an event: of its tenant, active before it, with a filter that it passes. */
    public List<Subscription> matching(Event event) {
        return view.index().matching(event);
    }

    /** The enabled subscriptions of an event's tenant whose selection has it now, also if it was recorded before. */
    public List<Subscription> selecting(Event event) {
        return view.index().selecting(event);
    }

    /** Enabled or not. Without a look into the store. */
    public Optional<Subscription> find(String id) {
        return Optional.ofNullable(view.entries().get(id)).map(Entry::subscription);
    }

    /** Whether there is an enabled subscription that this view does not have yet, or cannot read. */
    public boolean isEnabledInStore(String id) {
        return store.isEnabled(id);
    }

    public Collection<Subscription> all() {
        return view.entries().values().stream().map(Entry::subscription).toList();
    }

    /** Whether the view is recent enough to send by it. */
    public boolean isFresh() {
        return System.nanoTime() - seenAt < FRESH;
    }

    /** How many subscriptions cannot be read, and so get nothing. */
    public int unreadable() {
        return unreadable.size();
    }

    /** Whether a subscription is there and cannot be read: its deliveries wait until it is repaired. */
    public boolean isUnreadable(String id) {
        return unreadable.containsKey(id);
    }

    /** Looks for what was written, here or by other gateways; to be called several times a second. */
    public Duration follow() {
        try {
            refresh();
        } catch (MongoException e) {
            log.debug("Subscriptions stay as they were last seen: {}", e.getMessage());
        }
        return FOLLOW;
    }

    private synchronized void refresh() {
        long now = System.nanoTime();
        long counted = store.changes();
        if (counted != changes || now - comparedAt > COMPARE_ALL) {
            compareAll();
            changes = counted;
            comparedAt = now;
        }
        seenAt = now;
    }

    private void compareAll() {
        Map<String, Entry> old = view.entries();
        Map<String, Entry> fresh = new HashMap<>();
        Map<String, Version> versions = store.versions();
        versions.forEach((id, version) -> {
            Entry known = old.get(id);
            Entry entry = known != null && Version.of(known.subscription()).equals(version) ? known : read(id, version);
            if (entry != null) {
                fresh.put(id, entry);
            }
        });
        if (!fresh.equals(old)) {
            view = new View(Map.copyOf(fresh), new SubscriptionIndex(fresh.values()));
            tell(old, fresh);
        }
        // after the view has them, so that no delivery finds a subscription in neither
        unreadable.values().retainAll(versions.values());
        unreadable.keySet().removeAll(fresh.keySet());
    }

    /** One that cannot be read must not keep the others from being seen. */
    private @Nullable Entry read(String id, Version version) {
        if (version.equals(unreadable.get(id))) {
            return null;
        }
        try {
            return store.find(id).map(SubscriptionDirectory::entry).orElse(null);
        } catch (MongoException e) {
            throw e;
        } catch (RuntimeException e) {
            unreadable.put(id, version);
            log.error("Subscription {} cannot be read and gets no events: {}", id, e.getMessage());
            return null;
        }
    }

    private void tell(Map<String, Entry> old, Map<String, Entry> fresh) {
        fresh.forEach((id, entry) -> {
            Entry before = old.get(id);
            if (before == null
                    || !before.subscription()
                            .moments()
                            .effectiveFrom()
                            .equals(entry.subscription().moments().effectiveFrom())) {
                listeners.forEach(listener -> listener.effective(entry.subscription()));
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
    private static boolean isSame(Entry before, Entry now) {
        return before.subscription()
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
