package dev.tributary.statistics;

import dev.tributary.statistics.StatisticQuery.Row;
import dev.tributary.statistics.StatisticStore.Saved;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up counts: those that are stored, and those that this gateway has not written yet. Errors of the driver pass through. */
public final class StatisticReader {

    /** A larger answer would take too long to make. */
    private static final int MAX_SERIES = 20_000;

    private static final int MAX_ROWS = 20_000;

    private final Tallies tallies;
    private final StatisticStore store;

    StatisticReader(Tallies tallies, StatisticStore store) {
        this.tallies = tallies;
        this.store = store;
    }

    /**
     * The counts of a query by interval and group, in the order of time; without those that are zero.
     *
     * @throws TooManyCountsException if it asks for more than one answer may add up
     */
    public List<Row> read(StatisticQuery query) {
        Map<String, Saved> found = new HashMap<>(
                store.find(query.tenant(), query.kind(), query.first(), query.last(), query.where(), MAX_SERIES + 1));
        found.putAll(tallies.inMemory(query.tenant(), query.kind(), query.first(), query.last()));
        if (found.size() > MAX_SERIES) {
            throw new TooManyCountsException();
        }
        Map<List<String>, Map<Integer, long[]>> groups = new HashMap<>();
        for (Saved one : found.values()) {
            if (query.fits(one.series())) {
                add(query, one, groups.computeIfAbsent(query.group(one.series()), group -> new TreeMap<>()));
            }
        }
        return rows(query, groups);
    }

    private static void add(StatisticQuery query, Saved saved, Map<Integer, long[]> parts) {
        StatisticKind kind = query.kind();
        long day = saved.series().day().atStartOfDay().toEpochSecond(ZoneOffset.UTC);
        Tally.read(saved.slots(), (key, count) -> {
            int part = query.intervals().of(day + key / kind.measures() * 60L * kind.slotMinutes());
            if (part >= 0) {
                parts.computeIfAbsent(part, first -> new long[kind.measures()])[key % kind.measures()] += count;
            }
        });
    }

    private static List<Row> rows(StatisticQuery query, Map<List<String>, Map<Integer, long[]>> groups) {
        Map<Integer, List<Row>> byTime = new TreeMap<>();
        int count = 0;
        for (List<String> group : byText(groups).values()) {
            for (Map.Entry<Integer, long[]> part :
                    groups.getOrDefault(group, Map.of()).entrySet()) {
                if (++count > MAX_ROWS) {
                    throw new TooManyCountsException();
                }
                byTime.computeIfAbsent(part.getKey(), first -> new ArrayList<>())
                        .add(new Row(query.intervals().start(part.getKey()), group, part.getValue()));
            }
        }
        return byTime.values().stream().flatMap(List::stream).toList();
    }

    private static Map<String, List<String>> byText(Map<List<String>, ?> groups) {
        Map<String, List<String>> sorted = new TreeMap<>();
        groups.keySet().forEach(group -> sorted.put(String.join("\n", group), group));
        return sorted;
    }
}
