package dev.tributary.statistics;

import dev.tributary.event.TimeOrderedId;
import dev.tributary.statistics.StatisticStore.Saved;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The counts of this gateway. Adding costs a look-up in a map and asks no store; a worker writes what has changed. A series
 * that is written has a document of its own, so that writing it again changes nothing.
 */
public final class Tallies {

    /** More would fill memory: further ones are counted together, under this name. */
    private static final int MAX_SERIES = 20_000;

    private static final String OTHER = "(other)";
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final int BATCH = 500;

    private record Held(String id, Tally tally) {}

    private final Map<Series, Held> series = new ConcurrentHashMap<>();
    private final List<Runnable> collectors = new CopyOnWriteArrayList<>();
    private final TimeOrderedId ids;
    private final StatisticStore store;
    private final Clock clock;

    Tallies(TimeOrderedId ids, StatisticStore store, Clock clock) {
        this.ids = ids;
        this.store = store;
        this.clock = clock;
    }

    /** What is counted elsewhere in memory is collected by this before counts are written or read. */
    public void collectWith(Runnable collector) {
        collectors.add(collector);
    }

    /** Counts one at a moment. */
    public void add(StatisticKind kind, String tenant, Instant at, String... values) {
        add(kind, tenant, at, 0, 1, values);
    }

    /**
     * Counts at a moment.
     *
     * @param measure see {@link Measure}; 0 for a kind that counts one thing only
     * @param values of the names of the kind, in their order
     */
    public void add(StatisticKind kind, String tenant, Instant at, int measure, long count, String... values) {
        long minute = Math.floorDiv(at.getEpochSecond(), 60L);
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(minute, 24L * 60));
        int slot = (int) Math.floorMod(minute, 24L * 60) / kind.slotMinutes();
        held(new Series(kind, tenant, day, List.of(values))).tally().add(slot * kind.measures() + measure, count);
    }

    private Held held(Series wanted) {
        Held held = series.get(wanted);
        if (held != null) {
            return held;
        }
        boolean isFull = series.size() >= MAX_SERIES;
        List<String> values = isFull ? Collections.nCopies(wanted.values().size(), OTHER) : wanted.values();
        return series.computeIfAbsent(
                new Series(wanted.kind(), wanted.tenant(), wanted.day(), values),
                added -> new Held(ids.next(), new Tally()));
    }

    /** The counts of a tenant as they are in memory, stored or not, by the ids of their documents. */
    Map<String, Saved> inMemory(String tenant, StatisticKind kind, LocalDate first, LocalDate last) {
        collect();
        Map<String, Saved> found = new ConcurrentHashMap<>();
        series.forEach((one, held) -> {
            if (one.kind() == kind
                    && one.tenant().equals(tenant)
                    && !one.day().isBefore(first)
                    && !one.day().isAfter(last)) {
                found.put(
                        held.id(),
                        new Saved(held.id(), one, held.tally().snapshot().bytes()));
            }
        });
        return found;
    }

    private void collect() {
        collectors.forEach(Runnable::run);
    }

    Duration round() {
        flush();
        return EVERY;
    }

    /** Writes what has changed, and forgets series of days that have passed. Errors of the driver pass through. */
    void flush() {
        collect();
        List<Saved> batch = new ArrayList<>();
        List<Runnable> after = new ArrayList<>();
        series.forEach((one, held) -> {
            if (held.tally().isChanged()) {
                Tally.Snapshot snapshot = held.tally().snapshot();
                batch.add(new Saved(held.id(), one, snapshot.bytes()));
                after.add(() -> held.tally().saved(snapshot));
                if (batch.size() == BATCH) {
                    save(batch, after);
                }
            }
        });
        save(batch, after);
        LocalDate yesterday =
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1);
        series.entrySet()
                .removeIf(entry -> entry.getKey().day().isBefore(yesterday)
                        && !entry.getValue().tally().isChanged());
    }

    private void save(List<Saved> batch, List<Runnable> after) {
        if (!batch.isEmpty()) {
            store.save(batch);
            after.forEach(Runnable::run);
            batch.clear();
            after.clear();
        }
    }
}
