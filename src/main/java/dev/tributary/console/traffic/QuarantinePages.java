package dev.tributary.console.traffic;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.console.page.ListView;
import dev.tributary.console.page.NavEntry;
import dev.tributary.console.page.Person;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The calls in quarantine, and one of them with what its release would give. */
@ConsolePage
class QuarantinePages {

    private static final String RELEASE = "/api/v1/quarantine/{id}/release";

    private static final ListView QUARANTINE = new ListView(
            "/api/v1/quarantine",
            "/console/quarantine",
            "desc",
            List.of("kind", "sourceId", "receivedtime[gte]", "receivedtime[lt]"));

    @Bean
    static NavEntry quarantineEntry() {
        return new NavEntry(40, "/console/quarantine", "Quarantine", "quarantine:read");
    }

    @GetMapping("/console/quarantine")
    String list(@RequestParam Map<String, String> form, Api api, Model model) {
        QUARANTINE.add(form, api, model);
        return "console/quarantine/list";
    }

    @GetMapping("/console/quarantine/{id}")
    String show(
            @PathVariable("id") String id,
            @ModelAttribute(name = "person", binding = false) Person person,
            Api api,
            Model model) {
        Map<String, Object> call =
                api.get("/api/v1/quarantine/{id}", id).orRefuse().json();
        model.addAttribute("call", call);
        boolean maySee = person.may("quarantine:release") && person.may("events:read");
        if (maySee && Boolean.TRUE.equals(call.get("releasable")) && Boolean.FALSE.equals(call.get("released"))) {
            ApiAnswer preview = api.post(RELEASE, Map.of("dryRun", true), id);
            model.addAttribute("refusal", preview.isOk() ? "" : preview.detail());
            model.addAttribute("outcomes", Outcome.of(preview.json(), "events"));
        }
        return "console/quarantine/one";
    }

    /** Sent twice, it finds the call released. */
    @PostMapping("/console/quarantine/{id}/release")
    String release(@PathVariable("id") String id, Api api, RedirectAttributes next) {
        api.post(RELEASE, Map.of(), id).tell(next, "The call is released. Web hooks get its events like any new ones.");
        next.addAttribute("id", id);
        return "redirect:/console/quarantine/{id}";
    }
}
