package dev.tributary.mongo;

import static java.util.stream.Collectors.joining;

import com.mongodb.MongoException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small collection kept in memory as an immutable view. A round costs one small read, see {@link ChangeCounter}; only
 * rows whose version has changed are read again. A row that cannot be read is left out and counted, and all others are
 * followed as before; a comparison logs one line for each reason.
 *
 * @param <V> the version of a row
 * @param <E> what is kept of a row
 */
public final class WatchedRows<V, E> {

    private static final Logger log = LoggerFactory.getLogger(WatchedRows.class);
    private static final Duration FOLLOW = Duration.ofMillis(250);
    /** A view that was compared with the store longer ago may lack a change that was acknowledged elsewhere. */
    private static final long FRESH = Duration.ofSeconds(1).toNanos();
    /** All rows are compared again after this time, even if the counter of changes says that nothing was written. */
    private static final long COMPARE_ALL = Duration.ofSeconds(10).toNanos();
    /** So many rows that cannot be read are named in a log line. */
    private static final int MAX_NAMED = 50;

    /** The collection in the store. */
    public interface Rows<V, E> {

        /** A number that differs after each change of any gateway. */
        long changes();

        /** The version of every row, also of those that cannot be read. */
        Map<String, V> versions();

        /** The version of a row that is kept. */
        V versionOf(E row);

        /** A row; empty if it is not there. Any exception but the driver's says that it cannot be read. */
        Optional<E> read(String id);
    }

    /** Is told of each new view, once {@link #all} gives it. Called on the refreshing thread, so it must not block. */
    public interface Listener<E> {

        void changed(Map<String, E> before, Map<String, E> now);
    }

    private final String name;
    private final Rows<V, E> rows;
    private final Listener<E> listener;
    private final Map<String, V> unreadable = new ConcurrentHashMap<>();
    private volatile Map<String, E> view = Map.of();
    private volatile long seenAt;
    private long comparedAt;
    private long changes = -1;

    /**
     * Watches a collection; it is read by the first {@link #refresh} or {@link #follow}.
     *
     * @param name of one row, in log lines
     */
    public WatchedRows(String name, Rows<V, E> rows, Listener<E> listener) {
        this.name = name;
        this.rows = rows;
        this.listener = listener;
    }

    /** All rows that can be read, by id. */
    public Map<String, E> all() {
        return view;
    }

    /** Whether a row is there and cannot be read. */
    public boolean isUnreadable(String id) {
        return unreadable.containsKey(id);
    }

    /** How many rows cannot be read. */
    public int unreadable() {
        return unreadable.size();
    }

    /** Whether the view was compared with the store in the last second. */
    public boolean isFresh() {
        return System.nanoTime() - seenAt < FRESH;
    }

    /** Looks for changes, and says how long to wait until the next time. The view stays while the store is away. */
    public Duration follow() {
        try {
            refresh();
        } catch (MongoException e) {
            log.debug("{}: the view stays as it was last seen: {}", name, e.getMessage());
        }
        return FOLLOW;
    }

    /**
     * Reads the one row that this gateway has written, however many there are. The write has succeeded, so that an error must not
     * fail it; the next look for changes repeats this.
     */
    public void written(String id) {
        try {
            refresh(id);
        } catch (MongoException e) {
            log.debug("{} {} was written and not read again: {}", name, id, e.getMessage());
        }
    }

    /** Looks for changes; errors of the driver pass through. */
    public synchronized void refresh() {
        long now = System.nanoTime();
        long counted = rows.changes();
        if (counted != changes || now - comparedAt > COMPARE_ALL) {
            compareAll();
            changes = counted;
            comparedAt = now;
        }
        seenAt = now;
    }

    /** Reads one row, whether or not a change was counted; errors of the driver pass through. */
    public synchronized void refresh(String id) {
        var fresh = new HashMap<>(view);
        try {
            rows.read(id).ifPresentOrElse(row -> fresh.put(id, row), () -> {
                fresh.remove(id);
                unreadable.remove(id);
            });
        } catch (MongoException e) {
            throw e;
        } catch (RuntimeException e) {
            log.debug("{} {} cannot be read: {}", name, id, e.getMessage());
            compareAll(); // counts it, and logs it once
            return;
        }
        show(fresh);
    }

    private void compareAll() {
        Map<String, E> old = view;
        var fresh = new HashMap<String, E>();
        Map<String, V> versions = rows.versions();
        Map<String, Set<String>> problems = new TreeMap<>();
        versions.forEach((id, version) -> {
            E known = old.get(id);
            E row = known != null && rows.versionOf(known).equals(version) ? known : read(id, version, problems);
            if (row != null) {
                fresh.put(id, row);
            }
        });
        show(fresh);
        // after the view has them, so that no caller finds a row in neither
        unreadable.keySet().retainAll(versions.keySet());
        problems.forEach((reason, ids) -> log.error(
                "{}s that cannot be read and are left out ({}): {}. {}", name, ids.size(), named(ids), reason));
    }

    private static String named(Set<String> ids) {
        String first = ids.stream().limit(MAX_NAMED).collect(joining(", "));
        return ids.size() > MAX_NAMED ? first + " and " + (ids.size() - MAX_NAMED) + " more" : first;
    }

    private void show(Map<String, E> fresh) {
        Map<String, E> old = view;
        if (!fresh.equals(old)) {
            Map<String, E> now = Map.copyOf(fresh);
            view = now;
            listener.changed(old, now);
        }
        unreadable.keySet().removeAll(fresh.keySet());
    }

    /** One that cannot be read must not keep the others from being seen; it is read again when its version changes. */
    private @Nullable E read(String id, V version, Map<String, Set<String>> problems) {
        if (version.equals(unreadable.get(id))) {
            return null;
        }
        try {
            return rows.read(id).orElse(null);
        } catch (MongoException e) {
            throw e;
        } catch (RuntimeException e) {
            unreadable.put(id, version);
            problems.computeIfAbsent(String.valueOf(e.getMessage()), reason -> new TreeSet<>())
                    .add(id);
            return null;
        }
    }
}
