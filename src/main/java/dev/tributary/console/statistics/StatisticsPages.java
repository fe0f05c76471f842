package dev.tributary.console.statistics;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.console.page.NavEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
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

    /** How far back a page goes, by its interval. */
    private static final Map<String, Duration> RANGES = Map.of("hour", Duration.ofDays(2), "day", Duration.ofDays(30));

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
        String interval = form.getOrDefault("interval", "hour");
        var query = new LinkedHashMap<String, String>();
        query.put("timeZone", form.getOrDefault("timeZone", "").strip());
        query.put(
                "time[gte]",
                clock.instant()
                        .minus(RANGES.getOrDefault(interval, Duration.ofDays(2)))
                        .toString());
        ApiAnswer facets = api.list("/api/v1/statistics/facets", query);
        query.put("interval", interval);
        ApiAnswer events = api.list(EVENTS, query);
        if (events.status() != HttpStatus.BAD_REQUEST.value()) {
            events.orRefuse();
        }
        model.addAttribute("form", form);
        model.addAttribute("errors", events.errors());
        model.addAttribute("interval", interval);
        model.addAttribute("facets", facets.isOk() ? facets.json() : Map.of());
        model.addAttribute("events", Chart.of(events.result(), "count"));
        query.put("interval", interval);
        model.addAttribute("deliveries", Chart.of(api.list(DELIVERIES, query).result(), "delivered"));
        query.put("groupBy", "webHookId");
        query.put("interval", "total");
        model.addAttribute("hooks", api.list(DELIVERIES, query).result());
        return "console/statistics/figures";
    }
}
