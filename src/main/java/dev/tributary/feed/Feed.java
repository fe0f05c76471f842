package dev.tributary.feed;

import com.mongodb.MongoException;
import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.feed.FeedWrites;
import dev.tributary.platform.LimitedLog;
import dev.tributary.platform.membership.CommonFeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the store up to the horizon for all that read along at this gateway. Without a reader it asks nothing. */
public final class Feed {

    private static final Logger log = LoggerFactory.getLogger(Feed.class);
    private static final Duration EVERY = Duration.ofMillis(250);

    /** Readers that may see personal members, and those that may not, have events of their own. */
    private record ReaderGroup(String tenant, boolean masked) {}

    private final EventReader events;
    private final FeedWrites writes;
    private final CommonFeed common;
    private final LongSupplier nanoTime;
    private final long maxBytes;
    /** A page is whole in memory until its part for the reader is cut. */
    private final Semaphore pages = new Semaphore(4);

    private final LimitedLog failures = new LimitedLog();
    private final Map<ReaderGroup, RecentEvents> groups = new HashMap<>();

    /** @param maxBytes of events that are kept for all readers together */
    Feed(EventReader events, FeedWrites writes, CommonFeed common, LongSupplier nanoTime, long maxBytes) {
        this.events = events;
        this.writes = writes;
        this.common = common;
        this.nanoTime = nanoTime;
        this.maxBytes = maxBytes;
    }

    /**
     * Begins to read.
     *
     * @param query which events; their order and page are the feed's
     * @param masked whether personal members are masked
     * @param after the place to begin behind; null for what is stored from now on
     * @return empty while it is not known how far the other gateways are, as this one has not joined them yet
     */
    public Optional<FeedReader> open(EventQuery query, boolean masked, @Nullable String after) {
        return horizon().map(now -> open(query, masked, after, now));
    }

    private FeedReader open(EventQuery query, boolean masked, @Nullable String after, String now) {
        var group = new ReaderGroup(query.tenant(), masked);
        EventReader visible = masked ? events.masked() : events;
        synchronized (groups) {
            RecentEvents recent =
                    groups.computeIfAbsent(group, first -> new RecentEvents(visible, first.tenant(), now, nanoTime));
            recent.readers++;
            String position = after == null ? now : after;
            return new FeedReader(recent, visible, pages, query, position, () -> leave(group, recent));
        }
    }

    private void leave(ReaderGroup group, RecentEvents recent) {
        synchronized (groups) {
            recent.readers--;
            if (recent.readers == 0) {
                groups.remove(group);
            }
        }
    }

    private Optional<String> horizon() {
        return common.horizon(writes.horizon());
    }

    /** Reads what has become complete. */
    Duration round() {
        List<RecentEvents> all = all();
        String horizon = all.isEmpty() ? "" : horizon().orElse("");
        boolean more = false;
        for (RecentEvents recent : all) {
            more |= readOn(recent, horizon, maxBytes / all.size());
        }
        return more ? Duration.ZERO : EVERY;
    }

    private List<RecentEvents> all() {
        synchronized (groups) {
            return new ArrayList<>(groups.values());
        }
    }

    /** The bytes of the events that are kept for readers. */
    long bytes() {
        return all().stream().mapToLong(RecentEvents::bytes).sum();
    }

    /** An event that cannot be read keeps those behind it back, but none of another tenant. */
    private boolean readOn(RecentEvents recent, String horizon, long share) {
        try {
            return recent.readUpTo(horizon, share);
        } catch (MongoException e) {
            throw e; // it is so for all
        } catch (RuntimeException e) {
            failures.add(
                    recent.tenant(),
                    leftOut -> log.error(
                            "The streams of tenant {} wait before an event that cannot be read; those of others go on",
                            recent.tenant(),
                            e));
            return false;
        }
    }
}
