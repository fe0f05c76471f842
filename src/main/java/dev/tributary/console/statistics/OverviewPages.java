package dev.tributary.console.statistics;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.live.LiveView;
import dev.tributary.console.live.Shown;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.console.page.NavEntry;
import dev.tributary.console.page.Person;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The figures of the last three hours. Each load is a fixed number of requests to the API, each of a bounded read: the page
 * is loaded again when a call or a delivery comes, and every minute, because figures of the last minutes also fall.
 */
@ConsolePage
class OverviewPages {

    private static final Duration SHORT = Duration.ofMinutes(5);
    private static final Duration LONG = Duration.ofMinutes(15);
    private static final Duration SHOWN = Duration.ofHours(3);
    private static final String RECENT = "50";

    private static final LiveView LIVE = new LiveView("overview", Duration.ofSeconds(5), (asked, api) -> latest(api));

    private final Clock clock;

    OverviewPages(Clock clock) {
        this.clock = clock;
    }

    @Bean
    static NavEntry overviewEntry() {
        return new NavEntry(10, "/console", "Overview", "");
    }

    @Bean
    static LiveView liveOverview() {
        return LIVE;
    }

    /** The figures themselves would be costly to read every second. */
    private static Shown latest(Api api) {
        var newest = Map.of("order", "desc", "limit", "1");
        return Shown.of(List.of(
                api.list("/api/v1/receipts", newest).orRefuse().result(),
                api.list("/api/v1/deliveries", newest).orRefuse().result()));
    }

    @GetMapping("/console")
    String show(
            @ModelAttribute(name = "person", binding = false) Person person,
            @RequestParam(name = "refresh", defaultValue = "on") String refresh,
            Api api,
            Model model) {
        TimeSlots slots = slots(SHORT);
        model.addAttribute("now", slots.now().toString());
        if (person.may("events:read")) {
            if (!refresh.equals("off")) {
                model.addAttribute(
                        "stream", LIVE.stream(Map.of(), latest(api))); // before what it is to be compared with
            }
            model.addAttribute(
                    "incoming",
                    Incoming.of(
                            slots,
                            figures(api, model, "calls", "5m", "provider,verdict", slots),
                            figures(api, model, "events", "5m", "provider", slots)));
            model.addAttribute("outgoing", outgoing(person, api, model));
            model.addAttribute("silent", silent(api));
        }
        return "console/overview/page";
    }

    private Outgoing outgoing(Person person, Api api, Model model) {
        TimeSlots slots = slots(LONG);
        return Outgoing.of(
                slots,
                figures(api, model, "deliveries", "15m", "", slots),
                figures(api, model, "deliveries", "total", "webHookId", slots),
                waiting(api, "asc"),
                waiting(api, "desc"),
                person.may("configuration:read")
                        ? api.list("/api/v1/configuration/web-hooks", Map.of())
                                .orRefuse()
                                .result()
                        : List.of());
    }

    private static List<Map<String, Object>> waiting(Api api, String order) {
        var query = Map.of("state", "pending", "order", order, "limit", String.valueOf(Outgoing.WAITING));
        return api.list("/api/v1/deliveries", query).orRefuse().result();
    }

    private TimeSlots slots(Duration length) {
        return TimeSlots.until(clock.instant(), length, (int) SHOWN.dividedBy(length));
    }

    /** None where the tenant has more series than one answer adds up; the page says so. */
    private static List<Map<String, Object>> figures(
            Api api, Model model, String kind, String interval, String groups, TimeSlots slots) {
        var range = Map.of(
                "interval",
                interval,
                "groupBy",
                groups,
                "time[gte]",
                slots.from().toString(),
                "time[lt]",
                slots.now().toString());
        ApiAnswer answer = api.list("/api/v1/statistics/" + kind, range);
        if (answer.status() == HttpStatus.BAD_REQUEST.value()) {
            model.addAttribute("missing", true);
            return List.of();
        }
        return answer.orRefuse().result();
    }

    /** Of the latest changes of the health of sources, those of sources that have been silent since. */
    private static List<Map<String, Object>> silent(Api api) {
        var latest = new LinkedHashMap<String, Map<String, Object>>();
        api.list("/api/v1/events", Map.of("type", "gateway.source.unhealthy.v1", "order", "desc", "limit", RECENT))
                .orRefuse()
                .result()
                .forEach(event -> latest.putIfAbsent(String.valueOf(event.get("subject")), event));
        return latest.values().stream()
                .filter(event -> event.get("data") instanceof Map<?, ?> data
                        && data.get("reasons") instanceof List<?> reasons
                        && reasons.contains("silent"))
                .toList();
    }
}
