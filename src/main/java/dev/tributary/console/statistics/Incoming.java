package dev.tributary.console.statistics;

import dev.tributary.console.page.UtcField;
import dev.tributary.console.statistics.BarChart.Figures;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What came in: calls by verdict and events by provider, a minute.
 *
 * @param since begin of the last quarter of an hour, as a field for a moment takes it
 * @param callRate calls a minute, of the last quarter of an hour
 * @param eventRate events a minute, likewise
 * @param verdicts those that there were
 */
record Incoming(
        BarChart calls,
        BarChart events,
        String since,
        String callRate,
        String eventRate,
        List<String> verdicts,
        List<Provider> providers) {

    private static final List<String> VERDICTS =
            List.of("accepted", "duplicate", "test", "released", "invalid", "rejected");
    /** Intervals of five minutes: those of the last quarter of an hour, with the one that has begun. */
    private static final int LATELY = 4;

    /** A provider's calls by verdict and events, a minute, of the last quarter of an hour. */
    record Provider(String name, Map<String, String> calls, String events) {}

    /**
     * @param calls rows of the API, by provider and verdict
     * @param events rows of the API, by provider
     */
    static Incoming of(TimeSlots slots, List<Map<String, Object>> calls, List<Map<String, Object>> events) {
        var rates = new Rates(slots, calls, events);
        List<String> verdicts = VERDICTS.stream()
                .filter(verdict -> calls.stream().anyMatch(row -> verdict.equals(row.get("verdict"))))
                .toList();
        var providers = new TreeSet<String>();
        Stream.concat(calls.stream(), events.stream()).forEach(row -> providers.add(name(row)));
        return new Incoming(
                BarChart.stacked(slots, verdicts, perMinute(slots, calls, "verdict")),
                BarChart.stacked(
                        slots,
                        events.stream().map(Incoming::name).distinct().sorted().toList(),
                        perMinute(slots, events, "provider")),
                UtcField.of(rates.lately().get(0)),
                rates.of(calls),
                rates.of(events),
                verdicts,
                providers.stream().map(provider -> rates.of(provider, verdicts)).toList());
    }

    private static String name(Map<String, Object> row) {
        return String.valueOf(row.get("provider"));
    }

    private static Figures perMinute(TimeSlots slots, List<Map<String, Object>> rows, String column) {
        var byName = new HashMap<String, Map<Instant, Double>>();
        for (Map<String, Object> row : rows) {
            Instant at = Instant.parse(String.valueOf(row.get("at")));
            byName.computeIfAbsent(String.valueOf(row.get(column)), name -> new HashMap<>())
                    .merge(at, count(row) / slots.minutes(at), Double::sum);
        }
        return new Figures(byName);
    }

    private static double count(Map<String, Object> row) {
        return row.get("count") instanceof Number count ? count.doubleValue() : 0;
    }

    /** Counts of the last quarter of an hour, divided by its minutes. */
    private record Rates(TimeSlots slots, List<Map<String, Object>> calls, List<Map<String, Object>> events) {

        Provider of(String provider, List<String> verdicts) {
            var byVerdict = new HashMap<String, String>();
            verdicts.forEach(verdict -> byVerdict.put(
                    verdict,
                    of(calls.stream()
                            .filter(row -> name(row).equals(provider) && verdict.equals(row.get("verdict")))
                            .toList())));
            return new Provider(
                    provider,
                    byVerdict,
                    of(events.stream().filter(row -> name(row).equals(provider)).toList()));
        }

        List<Instant> lately() {
            List<Instant> all = slots.starts();
            return all.subList(all.size() - LATELY, all.size());
        }

        String of(List<Map<String, Object>> rows) {
            List<Instant> lately = lately();
            double count = rows.stream()
                    .filter(row -> lately.contains(Instant.parse(String.valueOf(row.get("at")))))
                    .mapToDouble(Incoming::count)
                    .sum();
            return BarChart.text(
                    count / lately.stream().mapToDouble(slots::minutes).sum());
        }
    }
}
