package dev.tributary.console.traffic;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.live.LiveList;
import dev.tributary.console.live.LiveView;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.console.page.JsonText;
import dev.tributary.console.page.ListExports;
import dev.tributary.console.page.ListView;
import dev.tributary.console.page.NavEntry;
import dev.tributary.console.page.SavedViews;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Search of events, and one event with its deliveries, each of which can be replayed. */
@ConsolePage
class EventPages {

    private static final ListView EVENTS = new ListView(
            "/api/v1/events",
            "/console/events",
            "desc",
            List.of(
                    "type[prefix]",
                    "provider",
                    "sourceId",
                    "subject",
                    "userId",
                    "mentions",
                    "correlationid",
                    "recordedtime[gte]",
                    "recordedtime[lt]",
                    "masked"));

    /** Without personal values, so that the audit has nothing to note. */
    private static final Map<String, String> MASKED = Map.of("masked", "true");

    private static final LiveList LIVE = new LiveList(EVENTS, 1, MASKED);

    /** Of the attributes, what the page shows elsewhere or in JSON only. */
    private static final List<String> NOT_LISTED =
            List.of("specversion", "data", "type", "datacontenttype", "receiptid");

    @Bean
    static NavEntry eventEntry() {
        return new NavEntry(20, "/console/events", "Events", "events:read");
    }

    @Bean
    static LiveView liveEvents() {
        return LIVE.view();
    }

    @GetMapping("/console/events")
    String list(
            @RequestParam Map<String, String> form,
            @RequestHeader(name = "HX-Target", defaultValue = "") String part,
            Api api,
            Model model) {
        var asked = new LinkedHashMap<>(form);
        asked.putAll(MASKED);
        LIVE.add(asked, api, model);
        SavedViews.add(EVENTS, form, api, model);
        model.addAttribute("exports", ListExports.of(EVENTS, asked));
        if (part.isEmpty()) { // a search while a person types, and a list that moves, replace less
            model.addAttribute("suggestions", suggestions(api));
        }
        return "console/event/list";
    }

    /** The values that filters had in the last day, by the names of the filters. */
    private static Map<String, Object> suggestions(Api api) {
        ApiAnswer facets = api.get("/api/v1/statistics/facets");
        var suggestions = new LinkedHashMap<String, Object>();
        if (facets.isOk()) {
            suggestions.put("type[prefix]", facets.json().get("type"));
            suggestions.put("provider", facets.json().get("provider"));
            suggestions.put("sourceId", facets.json().get("sourceId"));
        }
        return suggestions;
    }

    @GetMapping("/console/events/{id}")
    String show(
            @PathVariable("id") String id,
            @RequestParam(name = "masked", defaultValue = "true") String masked,
            @RequestParam(name = "raw", defaultValue = "false") boolean raw,
            Api api,
            Model model) {
        Map<String, Object> event = api.list("/api/v1/events/{id}", Map.of("masked", masked), id)
                .orRefuse()
                .json();
        model.addAttribute("masked", masked);
        if (raw) {
            ApiAnswer call = api.get("/api/v1/receipts/{id}/body", String.valueOf(event.get("receiptid")));
            model.addAttribute("call", call.isOk() ? JsonText.indented(call.text()) : call.detail());
        }
        var attributes = new LinkedHashMap<>(event);
        NOT_LISTED.forEach(attributes::remove);
        model.addAttribute("event", event);
        model.addAttribute("attributes", attributes);
        model.addAttribute("key", UUID.randomUUID()); // a form that is sent twice replays once
        model.addAttribute("json", JsonText.of(event));
        model.addAttribute(
                "mapping", api.get("/api/v1/events/{id}/mapping", id).orRefuse().json());
        model.addAttribute(
                "deliveries",
                api.list("/api/v1/deliveries", Map.of("eventId", id)).orRefuse().result());
        model.addAttribute(
                "followUps",
                api.list("/api/v1/follow-ups", Map.of("eventId", id)).orRefuse().result());
        return "console/event/one";
    }

    @PostMapping("/console/events/{id}/replay")
    String replay(
            @PathVariable("id") String id,
            @RequestParam("delivery") String delivery,
            @RequestParam("key") String key,
            Api api,
            RedirectAttributes next) {
        api.postOnce(key, "/api/v1/deliveries/{id}/replay", null, delivery)
                .tell(next, "The event is being delivered again, by a delivery of its own.");
        next.addAttribute("id", id);
        return "redirect:/console/events/{id}";
    }
}
