package dev.tributary.console.traffic;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.live.LiveList;
import dev.tributary.console.live.LiveView;
import dev.tributary.console.page.ConsolePage;
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

/** Deliveries that wait and that have ended, and one of them with its attempts. */
@ConsolePage
class DeliveryPages {

    private static final String DELIVERIES = "/api/v1/deliveries";

    private static final ListView LIST = new ListView(
            DELIVERIES,
            "/console/deliveries",
            "",
            List.of(
                    "order",
                    "state",
                    "webHookId",
                    "eventType",
                    "outcome",
                    "status",
                    "eventId",
                    "time[gte]",
                    "time[lt]"),
            Map.of("eventId", "event", "webHookId", "web hook", "time[gte]", "recorded from"));

    /** All rows of a page are compared, because deliveries change until they end. */
    private static final LiveList LIVE = new LiveList(LIST, 50, Map.of());

    @Bean
    static NavEntry deliveryEntry() {
        return new NavEntry(50, "/console/deliveries", "Deliveries", "events:read");
    }

    @Bean
    static LiveView liveDeliveries() {
        return LIVE.view();
    }

    /** Without a search, failures come first, by web hook and outcome. */
    @GetMapping("/console/deliveries")
    String list(
            @RequestParam Map<String, String> form,
            @RequestHeader(name = "HX-Target", defaultValue = "") String part,
            Api api,
            Model model) {
        if (part.isEmpty() && !isSearch(form)) {
            model.addAttribute(
                    "failures",
                    Failures.of(api.list(DELIVERIES, Map.of("state", "failed", "order", "desc", "limit", "200"))
                            .orRefuse()
                            .result()));
        }
        var sent = new LinkedHashMap<>(form);
        sent.putIfAbsent("order", "desc");
        LIVE.add(sent, api, model);
        SavedViews.add(LIST, form, api, model);
        return "console/delivery/list";
    }

    private static boolean isSearch(Map<String, String> form) {
        return form.entrySet().stream()
                .anyMatch(field -> !field.getKey().equals(LiveList.LIVE)
                        && !field.getValue().isEmpty());
    }

    @GetMapping("/console/deliveries/{id}")
    String show(@PathVariable("id") String id, Api api, Model model) {
        model.addAttribute(
                "delivery", api.get(DELIVERIES + "/{id}", id).orRefuse().json());
        model.addAttribute("key", UUID.randomUUID()); // a form that is sent twice replays once
        return "console/delivery/one";
    }

    @PostMapping("/console/deliveries/{id}/replay")
    String replay(@PathVariable("id") String id, @RequestParam("key") String key, Api api, RedirectAttributes next) {
        return back(
                id,
                api.postOnce(key, DELIVERIES + "/{id}/replay", null, id),
                "The event is being delivered again, by a delivery of its own.",
                next);
    }

    @PostMapping("/console/deliveries/{id}/cancel")
    String cancel(@PathVariable("id") String id, Api api, RedirectAttributes next) {
        return back(id, api.post(DELIVERIES + "/{id}/cancel", null, id), "The delivery is cancelled.", next);
    }

    private static String back(String id, ApiAnswer answer, String done, RedirectAttributes next) {
        answer.tell(next, done);
        next.addAttribute("id", id);
        return "redirect:/console/deliveries/{id}";
    }
}
