package dev.tributary.api.statistics;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.problem.ProblemException;
import dev.tributary.statistics.Intervals;
import dev.tributary.statistics.Intervals.Length;
import dev.tributary.statistics.StatisticKind;
import dev.tributary.statistics.StatisticQuery;
import dev.tributary.statistics.StatisticQuery.Row;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A question for figures as clients ask it, and what every answer says of it. */
record StatisticsForm(StatisticQuery query, Length length, ZoneId zone) {

    private static final List<String> RANGE = List.of("time[gte]", "time[lt]", "timeZone");

    /** @throws ProblemException 400 that names what cannot be used */
    static StatisticsForm of(HttpServletRequest request, Caller caller, StatisticKind kind, Instant now) {
        Set<String> known = new TreeSet<>(kind.names());
        known.addAll(RANGE);
        known.addAll(List.of("interval", "groupBy"));
        var list = new ListRequest(request, caller, known);
        list.refuse("limit", "cursor");
        Length length = length(list.filter("interval"), kind);
        return of(list, caller, kind, length, groups(list.filter("groupBy"), kind), now);
    }

    /** By every name of events, in one part. */
    static StatisticsForm ofFacets(HttpServletRequest request, Caller caller, Instant now) {
        var list = new ListRequest(request, caller, new TreeSet<>(RANGE));
        list.refuse("limit", "cursor");
        return of(list, caller, StatisticKind.EVENTS, Length.TOTAL, StatisticKind.EVENTS.names(), now);
    }

    private static StatisticsForm of(
            ListRequest list, Caller caller, StatisticKind kind, Length length, List<String> groups, Instant now) {
        ZoneId zone = zone(list.filter("timeZone"));
        Instant end = moment(list, "time[lt]");
        Instant before = end == null ? now : end;
        Instant begin = moment(list, "time[gte]");
        Instant from = slot(begin == null ? before.minus(length.usual()) : begin, kind);
        if (!from.isBefore(before)) {
            throw ProblemException.invalid("time[lt]", "must be later than time[gte]");
        }
        if (Duration.between(from, before).compareTo(length.max().plusHours(1)) > 0) {
            throw ProblemException.invalid(
                    "time[gte]",
                    "must be at most " + length.max().toDays() + " days before time[lt] for interval="
                            + length.wireName());
        }
        Map<String, String> where = new LinkedHashMap<>();
        for (String name : kind.names()) {
            String value = list.filter(name);
            if (value != null) {
                where.put(name, value);
            }
        }
        var query = new StatisticQuery(caller.tenant(), kind, where, groups, new Intervals(length, zone, from, before));
        return new StatisticsForm(query, length, zone);
    }

    /** Years that a database of time zones knows of. */
    private static @Nullable Instant moment(ListRequest list, String name) {
        Instant moment = list.moment(name);
        if (moment != null
                && (moment.isBefore(Instant.EPOCH) || moment.isAfter(Instant.parse("9000-01-01T00:00:00Z")))) {
            throw ProblemException.invalid(name, "must be between the years 1970 and 9000");
        }
        return moment;
    }

    /** The start of the slot in which a moment lies: the counts of a slot belong together. */
    private static Instant slot(Instant moment, StatisticKind kind) {
        long seconds = 60L * kind.slotMinutes();
        return Instant.ofEpochSecond(Math.floorDiv(moment.getEpochSecond(), seconds) * seconds);
    }

    private static Length length(@Nullable String name, StatisticKind kind) {
        if (name == null) {
            return Length.HOUR;
        }
        List<Length> offered = Arrays.stream(Length.values())
                .filter(length -> length != Length.FIVE_MINUTES || kind.slotMinutes() <= 5)
                .toList();
        return offered.stream()
                .filter(length -> length.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid(
                        "interval",
                        "must be one of "
                                + offered.stream().map(Length::wireName).toList()));
    }

    private static List<String> groups(@Nullable String names, StatisticKind kind) {
        List<String> groups = names == null ? List.of() : List.of(names.split(",", -1));
        if (!kind.names().containsAll(groups) || Set.copyOf(groups).size() < groups.size()) {
            throw ProblemException.invalid("groupBy", "must be different names of " + kind.names() + ", with commas");
        }
        return groups;
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return ZoneId.of(name == null ? "UTC" : name);
        } catch (DateTimeException e) {
            throw ProblemException.invalid("timeZone", "must be a name of the tz database such as Europe/Stockholm");
        }
    }

    /** What an answer says of its question. */
    Map<String, Object> head() {
        var head = new LinkedHashMap<String, Object>();
        head.put("from", text(query.intervals().from()));
        head.put("before", text(query.intervals().before()));
        head.put("interval", length.wireName());
        head.put("timeZone", zone.getId());
        return head;
    }

    /** Which counts a row has. */
    Map<String, Object> head(Row row) {
        var head = new LinkedHashMap<String, Object>();
        head.put("at", text(row.at()));
        for (int i = 0; i < row.values().size(); i++) {
            head.put(query.groupBy().get(i), row.values().get(i));
        }
        return head;
    }

    private String text(Instant moment) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(moment.atZone(zone));
    }
}
