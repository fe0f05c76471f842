package dev.tributary.console.traffic;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.live.LiveView;
import dev.tributary.console.live.Shown;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.console.page.UtcField;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Replay or cancellation of a range: it is counted, then started, and shows how far it is. */
@ConsolePage
class RangePages {

    private static final String REPLAYS = "replays";
    private static final String CANCELLATIONS = "cancellations";
    private static final String EVERY_EVENT = "events";

    private static final LiveView LIVE_REPLAY = LiveView.ofJob(REPLAYS, "/api/v1/" + REPLAYS);
    private static final LiveView LIVE_CANCELLATION = LiveView.ofJob(CANCELLATIONS, "/api/v1/" + CANCELLATIONS);

    private final Clock clock;

    RangePages(Clock clock) {
        this.clock = clock;
    }

    @Bean
    static LiveView liveReplay() {
        return LIVE_REPLAY;
    }

    @Bean
    static LiveView liveCancellation() {
        return LIVE_CANCELLATION;
    }

    @GetMapping("/console/deliveries/range")
    String count(@RequestParam Map<String, String> sent, Api api, Model model) {
        var form = new LinkedHashMap<>(sent);
        form.putIfAbsent("from", UtcField.of(clock.instant().minus(Duration.ofDays(1))));
        form.putIfAbsent("before", UtcField.of(clock.instant()));
        form.putIfAbsent("kind", REPLAYS);
        model.addAttribute("form", form);
        model.addAttribute("errors", Map.of());
        if (sent.containsKey("before")) {
            ApiAnswer counted = api.dryRun("/api/v1/" + kind(form), body(form));
            model.addAttribute("errors", counted.errors());
            model.addAttribute("refusal", counted.isOk() || !counted.errors().isEmpty() ? "" : counted.detail());
            model.addAttribute("counted", counted.isOk() ? counted.json() : null);
            model.addAttribute("key", UUID.randomUUID()); // a form that is sent twice starts one job
        }
        return "console/delivery/range";
    }

    /** A second cancellation of a range finds nothing, and needs no key. */
    @PostMapping("/console/deliveries/range")
    String start(@RequestParam Map<String, String> form, Api api, RedirectAttributes next) {
        String kind = kind(form);
        ApiAnswer started = kind.equals(REPLAYS)
                ? api.postOnce(form.getOrDefault("key", ""), "/api/v1/replays", body(form))
                : api.post("/api/v1/cancellations", body(form));
        if (!started.isOk()) {
            next.addFlashAttribute(
                    "failed",
                    started.errors().isEmpty() ? started.detail() : "Nothing was started: count the range first.");
            return "redirect:/console/deliveries/range";
        }
        next.addAttribute("id", started.json().get("id"));
        return "redirect:/console/deliveries/" + kind + "/{id}";
    }

    @GetMapping("/console/deliveries/{kind:replays|cancellations}/{id}")
    String show(@PathVariable("kind") String kind, @PathVariable("id") String id, Api api, Model model) {
        Map<String, Object> job =
                api.get("/api/v1/" + kind + "/{id}", id).orRefuse().json();
        LiveView live = kind.equals(REPLAYS) ? LIVE_REPLAY : LIVE_CANCELLATION;
        model.addAttribute("kind", kind);
        model.addAttribute("job", job);
        model.addAttribute("stream", live.stream(Map.of("id", id), Shown.ofJob(job)));
        return "console/delivery/job";
    }

    private static String kind(Map<String, String> form) {
        return CANCELLATIONS.equals(form.get("kind")) ? CANCELLATIONS : REPLAYS;
    }

    private static Map<String, Object> body(Map<String, String> form) {
        var body = new LinkedHashMap<String, Object>();
        for (String name : List.of("webHookId", "eventType")) {
            String value = form.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                body.put(name, value);
            }
        }
        for (String name : List.of("from", "before")) {
            body.put(name, UtcField.read(form.getOrDefault(name, "").strip()));
        }
        if (kind(form).equals(REPLAYS)) {
            String which = form.getOrDefault("which", "");
            body.put(
                    which.equals(EVERY_EVENT) ? "events" : "states",
                    which.equals(EVERY_EVENT) ? true : which.split(","));
        }
        return body;
    }
}
