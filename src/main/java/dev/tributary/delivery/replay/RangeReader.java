package dev.tributary.delivery.replay;

import dev.tributary.delivery.replay.Replays.Count;
import dev.tributary.delivery.store.AttemptStore;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.NewDelivery;
import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of events or of deliveries that ended, page by page, and finds what a replay adds: each event at most once
 * for each subscription, if that subscription is enabled and its selection has the event now.
 */
final class RangeReader {

    private static final int PAGE = 200;
    private static final int BATCH = 500;

    private final EventReader events;
    private final AttemptStore attempts;
    private final SubscriptionDirectory subscriptions;

    RangeReader(EventReader events, AttemptStore attempts, SubscriptionDirectory subscriptions) {
        this.events = events;
        this.attempts = attempts;
        this.subscriptions = subscriptions;
    }

    /** How many deliveries a replay of the range would add now, as far as the pages before the deadline say. */
    Count count(Range range, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        long[] count = new long[1];
        String position = null;
        do {
            position = read(range, "", position, batch -> count[0] += batch.size());
        } while (position != null && end - System.nanoTime() > 0);
        return new Count(count[0], position == null);
    }

    /**
     * Reads the page after a position.
     *
     * @param take gets what is found, by at most 500 at a time
     * @return the position of the next page; null where there is none
     */
    @Nullable
    String read(Range range, String replayId, @Nullable String position, Consumer<List<NewDelivery>> take) {
        return range.states().isEmpty()
                ? readEvents(range, replayId, position, take)
                : readEnded(range, replayId, position, take);
    }

    private @Nullable String readEvents(
            Range range, String replayId, @Nullable String position, Consumer<List<NewDelivery>> take) {
        IdPage<StoredEvent> page = events.find(EventQuery.recorded(
                range.tenant(), range.eventType(), range.from(), range.before(), idOf(position), PAGE));
        var batch = new Batch(replayId, take);
        for (StoredEvent event : page.found()) {
            batch.add(
                    event,
                    found -> range.webHookId() == null || range.webHookId().equals(found.id()));
        }
        batch.flush();
        return page.next();
    }

    /** Jobs of earlier versions kept the recorded time before the id. */
    private static @Nullable String idOf(@Nullable String position) {
        return position == null ? null : position.substring(position.indexOf(' ') + 1);
    }

    private @Nullable String readEnded(
            Range range, String replayId, @Nullable String position, Consumer<List<NewDelivery>> take) {
        IdPage<DeliveryListing> rows = attempts.find(range.deliveries(position, PAGE), range.states());
        List<DeliveryListing> page = rows.next() == null ? rows.found() : wholeEvents(rows.found());
        Map<String, Set<String>> wanted = new HashMap<>();
        page.forEach(row ->
                wanted.computeIfAbsent(row.eventId(), event -> new HashSet<>()).add(row.webHookId()));
        var batch = new Batch(replayId, take);
        for (StoredEvent event : events.find(wanted.keySet())) {
            batch.add(event, found -> wanted.getOrDefault(event.id(), Set.of()).contains(found.id()));
        }
        batch.flush();
        return page.size() == rows.found().size()
                ? rows.next()
                : page.get(page.size() - 1).id();
    }

    /**
     * A delivery and its former replays stand together, so that a page that ends with an event counts it once. An event
     * that fills a page by itself may be counted again on the next one; it is added once by its id all the same.
     */
    private static List<DeliveryListing> wholeEvents(List<DeliveryListing> rows) {
        String last = rows.isEmpty() ? "" : rows.get(rows.size() - 1).eventId();
        List<DeliveryListing> whole =
                rows.stream().filter(row -> !row.eventId().equals(last)).toList();
        return whole.isEmpty() ? rows : whole;
    }

    private final class Batch {

        private final String replayId;
        private final Consumer<List<NewDelivery>> take;
        private List<NewDelivery> found = new ArrayList<>();

        Batch(String replayId, Consumer<List<NewDelivery>> take) {
            this.replayId = replayId;
            this.take = take;
        }

        void add(StoredEvent event, Predicate<Subscription> wanted) {
            if (!event.isForSubscribers()) {
                return;
            }
            for (Subscription subscription : subscriptions.selecting(event.event())) {
                if (wanted.test(subscription)) {
                    found.add(new NewDelivery(event, subscription, replayId));
                }
                if (found.size() == BATCH) {
                    flush();
                }
            }
        }

        void flush() {
            if (!found.isEmpty()) {
                take.accept(found);
                found = new ArrayList<>();
            }
        }
    }
}
