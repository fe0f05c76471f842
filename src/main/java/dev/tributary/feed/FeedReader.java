package dev.tributary.feed;

import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.feed.RecentEvents.Part;
import dev.tributary.mongo.page.IdPage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Reads the events that are for subscribers and match a query, each once. For one thread. Errors of the driver pass through unchanged. */
public final class FeedReader implements AutoCloseable {

    private final RecentEvents recent;
    private final EventReader events;
    private final Semaphore pages;
    private final EventQuery query;
    private final Runnable onClose;
    private String position;

    /** @param pages permits to read a page of the store */
    FeedReader(
            RecentEvents recent,
            EventReader events,
            Semaphore pages,
            EventQuery query,
            String position,
            Runnable onClose) {
        this.recent = recent;
        this.events = events;
        this.pages = pages;
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
            part = older();
        }
        position = part.end();
        return part.events().stream()
                .filter(StoredEvent::isForSubscribers)
                .filter(event -> query.matches(event.event()))
                .toList();
    }

    private Part older() throws InterruptedException {
        String end = recent.end();
        pages.acquire();
        try {
            IdPage<StoredEvent> page = events.feed(query.after(position), end);
            return Part.of(page.found(), page.next() == null ? end : page.next());
        } finally {
            pages.release();
        }
    }

    @Override
    public void close() {
        onClose.run();
    }
}
