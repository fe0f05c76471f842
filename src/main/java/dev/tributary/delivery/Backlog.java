package dev.tributary.delivery;

import dev.tributary.platform.membership.Membership;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints for which deliveries stand in the queue, and when something is due for each as far as this gateway
 * knows. What other gateways added is asked for every few seconds. So nothing has to be read of an endpoint that takes no
 * calls at the moment, however much is stored for it. Each method is atomic.
 */
final class Backlog {

    /** Due times that are kept for one endpoint; what lies beyond is found by asking. */
    private static final int MAX_TIMES = 64;

    private static final long FIRST_ASK = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long MAX_ASK = TimeUnit.SECONDS.toNanos(5);

    private static final class Entry {
        private final TreeSet<Instant> times = new TreeSet<>();
        private int adding;
        private long changes;
        private long askAt;
        private long askWait = FIRST_ASK;
    }

    private final Membership membership;
    private final LongSupplier nanoTime;
    private final Map<String, Entry> entries = new HashMap<>();

    Backlog(Membership membership, LongSupplier nanoTime) {
        this.membership = membership;
        this.nanoTime = nanoTime;
    }

    /** Says that deliveries are about to be stored; to be followed by {@link #added}. */
    void adding(Collection<String> endpoints) {
        synchronized (this) {
            endpoints.forEach(id -> entry(id).adding++);
        }
        try {
            membership.addBacklog(endpoints);
        } catch (RuntimeException e) {
            synchronized (this) {
                endpoints.forEach(id -> entry(id).adding--);
            }
            throw e;
        }
    }

    /** Ends an {@link #adding}, whether it succeeded or not. */
    synchronized void added(Collection<String> endpoints, Instant due) {
        for (String id : endpoints) {
            entry(id).adding--;
            due(id, due);
        }
    }

    /** Something of an endpoint will be due. */
    synchronized void due(String endpoint, Instant at) {
        Entry entry = entry(endpoint);
        entry.changes++;
        // in steps of 10 ms, so that the many of one moment are one
        entry.times.add(Instant.ofEpochMilli((at.toEpochMilli() + 9) / 10 * 10));
        if (entry.times.size() > MAX_TIMES) {
            entry.times.pollLast();
        }
    }

    /** Endpoints for which others stored something. */
    synchronized void stored(Collection<String> endpoints) {
        endpoints.forEach(this::entry);
    }

    /** The endpoints that have something due now. */
    synchronized List<String> due(Instant now) {
        List<String> due = new ArrayList<>();
        entries.forEach((id, entry) -> {
            if (!entry.times.isEmpty() && !entry.times.first().isAfter(now)) {
                due.add(id);
            }
        });
        return due;
    }

    /** The endpoints whose queue should be asked by now. */
    synchronized Set<String> toAsk() {
        long now = nanoTime.getAsLong();
        Set<String> ask = new HashSet<>();
        entries.forEach((id, entry) -> {
            if (now - entry.askAt >= 0) {
                ask.add(id);
            }
        });
        return ask;
    }

    /** The queue was asked; those that have something due are to be claimed now, the others asked later each time. */
    synchronized void asked(Collection<String> endpoints, Set<String> withDue, Instant now) {
        long nanos = nanoTime.getAsLong();
        for (String id : endpoints) {
            Entry entry = entry(id);
            entry.askWait = withDue.contains(id) ? FIRST_ASK : Math.min(2 * entry.askWait, MAX_ASK);
            entry.askAt = nanos + entry.askWait;
            if (withDue.contains(id)) {
                entry.times.add(now);
            }
        }
    }

    /** A claim that has not read the queue yet: when it began, and what had changed by then. */
    record Claiming(String endpoint, Instant at, long changes) {}

    /** Says that a claim is about to read the queue; to be followed by {@link #claimed} where it did. */
    synchronized Claiming claiming(String endpoint, Instant now) {
        return new Claiming(endpoint, now, entry(endpoint).changes);
    }

    /** A claim took what was due when it began, or a part of it; what was added since, it may have missed. */
    synchronized void claimed(Claiming claim, boolean mayHaveMore) {
        Entry entry = entry(claim.endpoint());
        entry.times.headSet(claim.at(), true).clear();
        if (mayHaveMore || entry.changes != claim.changes()) {
            entry.times.add(claim.at());
        }
    }

    /** A count of changes, for {@link #remove}; null where nothing may be removed. */
    synchronized @Nullable Long changes(String endpoint) {
        Entry entry = entries.get(endpoint);
        return entry == null || entry.adding > 0 || !entry.times.isEmpty() ? null : Long.valueOf(entry.changes);
    }

    /** Forgets an endpoint whose queue was seen empty, unless something was added since the count was taken. */
    synchronized void remove(String endpoint, long changes) {
        Entry entry = entries.get(endpoint);
        if (entry != null && entry.adding == 0 && entry.changes == changes) {
            entries.remove(endpoint);
            membership.removeBacklog(endpoint);
        }
    }

    /** When the next known delivery is due, or null. */
    synchronized @Nullable Instant nextDue() {
        Instant next = null;
        for (Entry entry : entries.values()) {
            if (!entry.times.isEmpty() && (next == null || entry.times.first().isBefore(next))) {
                next = entry.times.first();
            }
        }
        return next;
    }

    private Entry entry(String endpoint) {
        return entries.computeIfAbsent(endpoint, id -> {
            var entry = new Entry();
            entry.askAt = nanoTime.getAsLong();
            return entry;
        });
    }
}
