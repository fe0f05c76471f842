package dev.tributary.console.statistics;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.console.page.NavEntry;
import dev.tributary.console.statistics.BarChart.Figures;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Figures of events and deliveries by hour or day, in a time zone. */
@ConsolePage
class StatisticsPages {

    private static final String EVENTS = "/api/v1/statistics/events";
    private static final String DELIVERIES = "/api/v1/statistics/deliveries";
    private static final Duration HOURS_SHOWN = Duration.ofDays(2);
    private static final Duration DAYS_SHOWN = Duration.ofDays(30);

    private final Clock clock;

    StatisticsPages(Clock clock) {
        this.clock = clock;
    }

    @Bean
    static NavEntry statisticsEntry() {
        return new NavEntry(75, "/console/statistics", "Statistics", "events:read");
    }

    @GetMapping("/console/statistics")
    String show(@RequestParam Map<String, String> form, Api api, Model model) {
        boolean isByDay = form.getOrDefault("interval", "hour").equals("day");
        String zone = form.getOrDefault("timeZone", "").strip();
        Instant now = clock.instant();
        var slots = TimeSlots.of(
                now.minus(isByDay ? DAYS_SHOWN : HOURS_SHOWN),
                now,
                isByDay ? ChronoUnit.DAYS : ChronoUnit.HOURS,
                zoneOf(zone));
        var query = new LinkedHashMap<String, String>();
        query.put("timeZone", zone);
        query.put("time[gte]", slots.from().toString());
        query.put("interval", isByDay ? "day" : "hour");
        ApiAnswer events = api.list(EVENTS, with(query, "groupBy", "provider"));
        if (events.status() != HttpStatus.BAD_REQUEST.value()) {
            events.orRefuse();
        }
        model.addAttribute("form", form);
        model.addAttribute("errors", events.errors());
        model.addAttribute("interval", query.get("interval"));
        model.addAttribute("events", byProvider(slots, events.result()));
        model.addAttribute(
                "deliveries", byEnd(slots, api.list(DELIVERIES, query).result()));
        query.put("interval", "total");
        model.addAttribute(
                "hooks",
                api.list(DELIVERIES, with(query, "groupBy", "webHookId")).result());
        query.remove("interval");
        ApiAnswer facets = api.list("/api/v1/statistics/facets", query);
        model.addAttribute("facets", facets.isOk() ? facets.json() : Map.of());
        return "console/statistics/figures";
    }

    private static BarChart byProvider(TimeSlots slots, List<Map<String, Object>> rows) {
        var byName = new HashMap<String, Map<Instant, Double>>();
        rows.forEach(row -> byName.computeIfAbsent(String.valueOf(row.get("provider")), name -> new HashMap<>())
                .merge(at(row), number(row, "count"), Double::sum));
        return BarChart.stacked(slots, byName.keySet().stream().sorted().toList(), new Figures(byName));
    }

    private static BarChart byEnd(TimeSlots slots, List<Map<String, Object>> rows) {
        List<String> ends = List.of("delivered", "failed");
        var byName = new HashMap<String, Map<Instant, Double>>();
        ends.forEach(end -> {
            var byTime = new HashMap<Instant, Double>();
            rows.forEach(row -> byTime.put(at(row), number(row, end)));
            byName.put(end, byTime);
        });
        return BarChart.stacked(slots, ends, new Figures(byName));
    }

    private static Instant at(Map<String, Object> row) {
        return Instant.parse(String.valueOf(row.get("at")));
    }

    private static double number(Map<String, Object> row, String column) {
        return row.get(column) instanceof Number number ? number.doubleValue() : 0;
    }

    private static Map<String, String> with(Map<String, String> query, String name, String value) {
        var all = new LinkedHashMap<>(query);
        all.put(name, value);
        return all;
    }

    /** What is not a name of a zone is refused by the API, so that nothing is drawn. */
    private static ZoneId zoneOf(String name) {
        try {
            return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }
}
