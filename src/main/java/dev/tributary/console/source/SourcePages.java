package dev.tributary.console.source;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.console.page.NavEntry;
import dev.tributary.console.page.Person;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The list of sources with their health, and one of them. */
@ConsolePage
class SourcePages {

    static final String LIST = "/api/v1/configuration/sources";
    static final String ONE = LIST + "/{id}";

    private static final String PAGE_SIZE = "50";

    private final Clock clock;

    SourcePages(Clock clock) {
        this.clock = clock;
    }

    @Bean
    static NavEntry sourceEntry() {
        return new NavEntry(65, "/console/sources", "Sources", "configuration:read");
    }

    @GetMapping("/console/sources")
    String list(
            @RequestParam(name = "cursor", defaultValue = "") String cursor,
            @ModelAttribute(name = "person", binding = false) Person person,
            Api api,
            Model model) {
        ApiAnswer page = api.list(LIST, Map.of("limit", PAGE_SIZE, "cursor", cursor, "health", "true"))
                .orRefuse();
        model.addAttribute("rows", page.result());
        model.addAttribute("calls", calls(person, Map.of(), api));
        model.addAttribute("nextCursor", page.json().get("nextCursor"));
        return "console/source/list";
    }

    @GetMapping("/console/sources/{id}")
    String show(
            @PathVariable("id") String id,
            @ModelAttribute(name = "person", binding = false) Person person,
            Api api,
            Model model) {
        Map<String, Object> source = api.get(ONE, id).orRefuse().json();
        model.addAttribute("source", source);
        Map<String, Object> health = api.get(ONE + "/health", id).orRefuse().json();
        model.addAttribute("health", health);
        model.addAttribute("usualGap", text(health.get("usual_gap")));
        ApiAnswer registration = api.get(ONE + "/registration", id);
        model.addAttribute("registration", registration.isOk() ? registration.json() : null);
        model.addAttribute(
                "kind",
                SourceCatalog.read(api)
                        .find(String.valueOf(source.get("provider")), String.valueOf(source.get("scheme")))
                        .orElse(null));
        model.addAttribute("calls", calls(person, Map.of("sourceId", id), api).getOrDefault(id, Map.of()));
        model.addAttribute("drift", drift(person, id, api));
        return "console/source/one";
    }

    /** Calls of the last seven days by source and verdict; empty for who may not see statistics. */
    private Map<String, Map<String, Object>> calls(Person person, Map<String, String> filter, Api api) {
        var calls = new TreeMap<String, Map<String, Object>>();
        if (!person.may("events:read")) {
            return calls;
        }
        var query = new LinkedHashMap<>(filter);
        query.put("interval", "total");
        query.put("groupBy", "sourceId,verdict");
        query.put("time[gte]", clock.instant().minus(Duration.ofDays(7)).toString());
        for (Map<String, Object> row :
                api.list("/api/v1/statistics/calls", query).result()) {
            calls.computeIfAbsent(String.valueOf(row.get("sourceId")), id -> new TreeMap<>())
                    .put(String.valueOf(row.get("verdict")), Objects.requireNonNull(row.get("count")));
        }
        return calls;
    }

    /** A duration in its two largest units; null for none. */
    private static @Nullable String text(@Nullable Object duration) {
        if (duration == null) {
            return null;
        }
        var gap = Duration.parse(duration.toString());
        if (gap.toDays() > 0) {
            return gap.toDays() + " d " + gap.toHoursPart() + " h";
        }
        return gap.toHours() > 0
                ? gap.toHours() + " h " + gap.toMinutesPart() + " min"
                : gap.toMinutes() + " min " + gap.toSecondsPart() + " s";
    }

    private static List<Map<String, Object>> drift(Person person, String id, Api api) {
        return person.may("events:read")
                ? api.list("/api/v1/drift", Map.of("sourceId", id)).orRefuse().result()
                : List.of();
    }
}
