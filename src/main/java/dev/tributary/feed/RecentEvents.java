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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** The newest events of one tenant, bounded in number and bytes, that all of its readers share. All tenants together have a bound. */
final class RecentEvents {

    /** What a reader gets at a time, and holds until its client has taken it. */
    private static final int MAX_PART = 200;

    private static final long MAX_PART_BYTES = 128L << 10;
    private static final int PAGE = 200;
    private static final int MAX_EVENTS = 1_000;
    private static final long MAX_BYTES = 512L << 10;
    /** What has been erased in the store meanwhile must not be sent from here. */
    private static final long MAX_AGE = TimeUnit.SECONDS.toNanos(5);

    private record Kept(StoredEvent event, long readAt) {}

    private final EventReader events;
    private final String tenant;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LongSupplier nanoTime;
    private final Deque<Kept> recent = new ArrayDeque<>();
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
    record Part(List<StoredEvent> events, String end) {

        /** The beginning of these events, which are all up to a place: one at least, and no more than a reader may hold. */
        static Part of(List<StoredEvent> all, String end) {
            long bytes = 0;
            for (int i = 0; i < all.size(); i++) {
                bytes += all.get(i).body().length;
                if (i > 0 && (i == MAX_PART || bytes > MAX_PART_BYTES)) {
                    return new Part(all.subList(0, i), all.get(i - 1).place());
                }
            }
            return new Part(all, end);
        }
    }

    RecentEvents(EventReader events, String tenant, String from, LongSupplier nanoTime) {
        this.events = events;
        this.tenant = tenant;
        this.from = from;
        this.to = from;
        this.nanoTime = nanoTime;
    }

    String tenant() {
        return tenant;
    }

    /**
     * Reads on.
     *
     * @param maxBytes what is kept at most
     * @return true if there is more below the horizon
     */
    boolean readUpTo(String horizon, long maxBytes) {
        dropOld(maxBytes);
        String after = end();
        if (horizon.compareTo(after) <= 0) {
            return false;
        }
        IdPage<StoredEvent> page = events.feed(EventQuery.all(tenant, after, PAGE), horizon);
        lock.lock();
        try {
            for (StoredEvent event : page.found()) {
                recent.add(new Kept(event, nanoTime.getAsLong()));
                bytes += event.body().length;
                dropBeyond(maxBytes);
            }
            to = page.next() == null ? horizon : page.next();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return page.next() != null;
    }

    private void dropBeyond(long maxBytes) {
        while (recent.size() > MAX_EVENTS || bytes > Math.min(maxBytes, MAX_BYTES)) {
            dropOldest();
        }
    }

    private void dropOld(long maxBytes) {
        lock.lock();
        try {
            dropBeyond(maxBytes);
            while (!recent.isEmpty() && nanoTime.getAsLong() - recent.element().readAt() > MAX_AGE) {
                dropOldest();
            }
        } finally {
            lock.unlock();
        }
    }

    private void dropOldest() {
        StoredEvent oldest = recent.remove().event();
        bytes -= oldest.body().length;
        from = oldest.place();
    }

    /** The bytes of the events that are kept. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
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
                    .map(Kept::event)
                    .filter(event -> event.place().compareTo(place) > 0)
                    .limit(MAX_PART + 1)
                    .toList();
            return Optional.of(Part.of(found, to.compareTo(place) > 0 ? to : place));
        } finally {
            lock.unlock();
        }
    }
}
