package dev.tributary.feed;

import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.feed.RecentEvents.Part;
import dev.tributary.mongo.page.IdPage;
import java.time.Duration;
import java.util.List;

/** Reads the events that are for subscribers and match a query, each once. For one thread. Errors of the driver pass through unchanged. */
public final class FeedReader implements AutoCloseable {

    private final RecentEvents recent;
    private final EventReader events;
    private final EventQuery query;
    private final Runnable onClose;
    private String position;

    FeedReader(RecentEvents recent, EventReader events, EventQuery query, String position, Runnable onClose) {
        this.recent = recent;
        this.events = events;
        this.query = query;
        this.position = position;
        this.onClose = onClose;
    }

    /** The place up to which was read: a reader that begins there misses nothing and repeats nothing. */
    public String position() {
        return position;
    }

    /** What follows, at most a page; waits for it where nothing does. May be empty although more follows. */
    public List<StoredEvent> next(Duration wait) throws InterruptedException {
        Part part = recent.after(position, wait).orElse(null);
        if (part == null) {
            return older();
        }
        position = part.end();
        return part.events().stream()
                .filter(StoredEvent::isForSubscribers)
                .filter(event -> query.matches(event.event()))
                .toList();
    }

    private List<StoredEvent> older() {
        String end = recent.end();
        IdPage<StoredEvent> page = events.feed(query.after(position), end);
        position = page.next() == null ? end : page.next();
        return page.found().stream().filter(StoredEvent::isForSubscribers).toList();
    }

    @Override
    public void close() {
        onClose.run();
    }
}
