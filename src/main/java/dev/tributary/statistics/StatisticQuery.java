package dev.tributary.statistics;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * Which counts of a tenant to add up.
 *
 * @param where values that the series must have, by names of the kind
 * @param groupBy names of the kind by which the counts are told apart
 * @param intervals by which the counts are told apart
 */
public record StatisticQuery(
        String tenant, StatisticKind kind, Map<String, String> where, List<String> groupBy, Intervals intervals) {

    LocalDate first() {
        return LocalDate.ofInstant(intervals.from(), ZoneOffset.UTC);
    }

    LocalDate last() {
        return LocalDate.ofInstant(intervals.before().minusMillis(1), ZoneOffset.UTC);
    }

    boolean fits(Series series) {
        return where.entrySet().stream().allMatch(one -> one.getValue().equals(value(series, one.getKey())));
    }

    List<String> group(Series series) {
        return groupBy.stream().map(name -> value(series, name)).toList();
    }

    private String value(Series series, String name) {
        return series.values().get(kind.names().indexOf(name));
    }

    /**
     * Counts of an interval.
     *
     * @param at the start of the interval
     * @param values of the names by which is grouped, in their order
     * @param counts by measure
     */
    @SuppressWarnings("ArrayRecordComponent") // one holder, never compared
    public record Row(Instant at, List<String> values, long[] counts) {}
}
