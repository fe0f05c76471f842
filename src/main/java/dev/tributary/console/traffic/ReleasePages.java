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
import org.springframework.context.annotation.Bean;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Release of all calls of a kind: what it would give is counted, then it is started, and shows how far it is. */
@ConsolePage
class ReleasePages {

    private static final String RELEASES = "/api/v1/quarantine/releases";

    private static final LiveView LIVE = LiveView.ofJob("releases", RELEASES);

    private final Clock clock;

    ReleasePages(Clock clock) {
        this.clock = clock;
    }

    @Bean
    static LiveView liveRelease() {
        return LIVE;
    }

    @GetMapping("/console/quarantine/releases")
    String count(@RequestParam Map<String, String> sent, Api api, Model model) {
        var form = new LinkedHashMap<>(sent);
        form.putIfAbsent("from", UtcField.of(clock.instant().minus(Duration.ofDays(1))));
        form.putIfAbsent("before", UtcField.of(clock.instant()));
        model.addAttribute("form", form);
        model.addAttribute("errors", Map.of());
        if (sent.containsKey("before")) {
            Map<String, Object> body = body(form);
            body.put("dryRun", true);
            ApiAnswer counted = api.post(RELEASES, body);
            model.addAttribute("errors", counted.errors());
            model.addAttribute("refusal", counted.isOk() || !counted.errors().isEmpty() ? "" : counted.detail());
            model.addAttribute("counted", counted.isOk() ? counted.json() : null);
            model.addAttribute("outcomes", Outcome.of(counted.json(), "changes"));
        }
        return "console/quarantine/releases";
    }

    /** A second release of the same calls finds nothing. */
    @PostMapping("/console/quarantine/releases")
    String start(@RequestParam Map<String, String> form, Api api, RedirectAttributes next) {
        ApiAnswer started = api.post(RELEASES, body(form));
        if (!started.isOk()) {
            next.addFlashAttribute("failed", started.detail());
            return "redirect:/console/quarantine/releases";
        }
        next.addAttribute("id", started.json().get("id"));
        return "redirect:/console/quarantine/releases/{id}";
    }

    @GetMapping("/console/quarantine/releases/{id}")
    String show(@PathVariable("id") String id, Api api, Model model) {
        Map<String, Object> job = api.get(RELEASES + "/{id}", id).orRefuse().json();
        model.addAttribute("job", job);
        model.addAttribute("stream", LIVE.stream(Map.of("id", id), Shown.ofJob(job)));
        return "console/quarantine/job";
    }

    private static Map<String, Object> body(Map<String, String> form) {
        var body = new LinkedHashMap<String, Object>();
        body.put("kind", form.getOrDefault("kind", ""));
        String source = form.getOrDefault("sourceId", "").strip();
        if (!source.isEmpty()) {
            body.put("sourceId", source);
        }
        for (String name : List.of("from", "before")) {
            body.put(name, UtcField.read(form.getOrDefault(name, "").strip()));
        }
        return body;
    }
}
