package dev.tributary.subscription;

import dev.tributary.event.Event;
import dev.tributary.mongo.WatchedRows;
import dev.tributary.subscription.SubscriptionIndex.Entry;
import dev.tributary.subscription.filter.EventFilter;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions in memory, as an immutable view with compiled filters: fanning an event out costs no query. Own
 * writes are seen at once, those of other gateways within a second: a view that is older is not {@link #isFresh}, and
 * nothing may be sent by it. A subscription that cannot be read is left out, logged once and counted.
 */
public final class SubscriptionDirectory {

    /** What changed from one view to the next. Called on the refreshing thread, so an implementation must not block. */
    public interface Listener {

        /** It gets events that the older view has missed: it was created, enabled again, or its selection changed. */
        default void effective(Subscription subscription) {}

        /** It was deleted or disabled: what is pending for it has to end. */
        default void ended(String subscriptionId) {}
    }

    private final SubscriptionStore store;
    private final Clock clock;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final WatchedRows<SubscriptionVersion, Entry> rows;
    private volatile SubscriptionIndex index = new SubscriptionIndex(List.of());

    public SubscriptionDirectory(SubscriptionStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.rows = new WatchedRows<>("Subscription", new Rows(store), this::changed);
        store.afterWrite(rows::written);
        rows.refresh();
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** The enabled subscriptions that get an event: of its tenant, active before it, with a filter that it passes. */
    public List<Subscription> matching(Event event) {
        return index.matching(event, clock.instant());
    }

    /** The enabled subscriptions of an event's tenant whose selection has it now, also if it was recorded before. */
    public List<Subscription> selecting(Event event) {
        return index.selecting(event);
    }

    /** Enabled or not. Without a look into the store. */
    public Optional<Subscription> find(String id) {
        return Optional.ofNullable(rows.all().get(id)).map(Entry::subscription);
    }

    /** Whether there is an enabled subscription that this view does not have yet, or cannot read. */
    public boolean isEnabledInStore(String id) {
        return store.isEnabled(id);
    }

    public Collection<Subscription> all() {
        return rows.all().values().stream().map(Entry::subscription).toList();
    }

    /**
     * What a tenant has of subscriptions that can be read, without handlers.
     *
     * @param conditions of their selections together
     */
    public record Usage(int subscriptions, int conditions) {}

    /** @param except the id of a subscription that is not counted; null for none */
    public Usage usage(String tenant, @Nullable String except) {
        List<Entry> counted = rows.all().values().stream()
                .filter(entry -> entry.subscription().tenant().equals(tenant))
                .filter(entry -> entry.subscription().type() != Subscription.Type.HANDLER)
                .filter(entry -> !entry.subscription().id().equals(except))
                .toList();
        int conditions =
                counted.stream().mapToInt(entry -> entry.filter().conditions()).sum();
        return new Usage(counted.size(), conditions);
    }

    /** Whether the view is recent enough to send by it. */
    public boolean isFresh() {
        return rows.isFresh();
    }

    /** How many subscriptions cannot be read, and so get nothing. */
    public int unreadable() {
        return rows.unreadable();
    }

    /** Whether a subscription is there and cannot be read: its deliveries wait until it is repaired. */
    public boolean isUnreadable(String id) {
        return rows.isUnreadable(id);
    }

    /** Looks for what was written, here or by other gateways; to be called several times a second. */
    public Duration follow() {
        return rows.follow();
    }

    private void changed(Map<String, Entry> old, Map<String, Entry> fresh) {
        index = new SubscriptionIndex(fresh.values());
        tell(old, fresh);
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

    private record Rows(SubscriptionStore store) implements WatchedRows.Rows<SubscriptionVersion, Entry> {

        @Override
        public long changes() {
            return store.changes();
        }

        @Override
        public Map<String, SubscriptionVersion> versions() {
            return store.versions();
        }

        @Override
        public SubscriptionVersion versionOf(Entry row) {
            return SubscriptionVersion.of(row.subscription());
        }

        @Override
        public Optional<Entry> read(String id) {
            return store.find(id)
                    .map(subscription -> new Entry(
                            subscription,
                            EventFilter.compile(
                                    subscription.selection().events(),
                                    subscription.selection().filters())));
        }
    }
}
