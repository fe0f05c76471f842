package dev.tributary.feed;

import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.feed.FeedWrites;
import dev.tributary.platform.membership.CommonFeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the store up to the horizon for all that read along at this gateway. Without a reader it asks nothing. */
public final class Feed {

    private static final Duration EVERY = Duration.ofMillis(250);

    /** Readers that may see personal members, and those that may not, have events of their own. */
    private record Audience(String tenant, boolean masked) {}

    private final EventReader events;
    private final FeedWrites writes;
    private final CommonFeed common;
    private final Map<Audience, RecentEvents> audiences = new HashMap<>();

    Feed(EventReader events, FeedWrites writes, CommonFeed common) {
        this.events = events;
        this.writes = writes;
        this.common = common;
    }

    /**
     * Begins to read.
     *
     * @param query which events; their order and page are the feed's
     * @param masked whether personal members are masked
     * @param after the place to begin behind; null for what is stored from now on
     */
    public FeedReader open(EventQuery query, boolean masked, @Nullable String after) {
        String now = horizon().orElseGet(writes::horizon);
        var audience = new Audience(query.tenant(), masked);
        EventReader visible = masked ? events.masked() : events;
        synchronized (audiences) {
            RecentEvents recent =
                    audiences.computeIfAbsent(audience, first -> new RecentEvents(visible, first.tenant(), now));
            recent.readers++;
            return new FeedReader(recent, visible, query, after == null ? now : after, () -> leave(audience, recent));
        }
    }

    private void leave(Audience audience, RecentEvents recent) {
        synchronized (audiences) {
            recent.readers--;
            if (recent.readers == 0) {
                audiences.remove(audience);
            }
        }
    }

    private Optional<String> horizon() {
        return common.horizon(writes.horizon());
    }

    /** Reads what has become complete. */
    Duration round() {
        List<RecentEvents> all;
        synchronized (audiences) {
            all = new ArrayList<>(audiences.values());
        }
        String horizon = all.isEmpty() ? "" : horizon().orElse("");
        boolean more = false;
        for (RecentEvents recent : all) {
            more |= recent.readUpTo(horizon);
        }
        return more ? Duration.ZERO : EVERY;
    }
}
