package dev.tributary.feed;

import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.mongo.page.IdPage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The newest events of one tenant, bounded in number and bytes, that all of its readers share. */
final class RecentEvents {

    private static final int PAGE = 200;
    private static final int MAX_EVENTS = 1_000;
    private static final long MAX_BYTES = 512L << 10;

    private final EventReader events;
    private final String tenant;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<StoredEvent> recent = new ArrayDeque<>();
    private long bytes;
    /** Every event with a place in (from, to] that is in the feed is among the recent ones. */
    private String from;

    private String to;
    int readers;

    /**
     * A part of the feed.
     *
     * @param end the place up to which it goes
     */
    record Part(List<StoredEvent> events, String end) {}

    RecentEvents(EventReader events, String tenant, String from) {
        this.events = events;
        this.tenant = tenant;
        this.from = from;
        this.to = from;
    }

    /** Reads on; true if there is more below the horizon. */
    boolean readUpTo(String horizon) {
        String after = end();
        if (horizon.compareTo(after) <= 0) {
            return false;
        }
        IdPage<StoredEvent> page = events.feed(EventQuery.all(tenant, after, PAGE), horizon);
        lock.lock();
        try {
            page.found().forEach(this::add);
            to = page.next() == null ? horizon : page.next();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return page.next() != null;
    }

    private void add(StoredEvent event) {
        recent.add(event);
        bytes += event.body().length;
        while (recent.size() > MAX_EVENTS || (bytes > MAX_BYTES && recent.size() > 1)) {
            StoredEvent oldest = recent.remove();
            bytes -= oldest.body().length;
            from = oldest.place();
        }
    }

    /** The place up to which was read. */
    String end() {
        lock.lock();
        try {
            return to;
        } finally {
            lock.unlock();
        }
    }

    /** What follows a place, waiting for something to follow; empty where it begins before the oldest that is still here. */
    Optional<Part> after(String place, Duration wait) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = wait.toNanos();
            while (place.compareTo(to) >= 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (place.compareTo(from) < 0) {
                return Optional.empty();
            }
            List<StoredEvent> found = recent.stream()
                    .filter(event -> event.place().compareTo(place) > 0)
                    .limit(PAGE)
                    .toList();
            String end = found.size() == PAGE ? found.get(PAGE - 1).place() : to;
            return Optional.of(new Part(found, end.compareTo(place) > 0 ? end : place));
        } finally {
            lock.unlock();
        }
    }
}
