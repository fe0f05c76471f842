package dev.tributary.console.webhook;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.console.page.NavEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The list of web hooks, and one of them with what can be done to it. */
@ConsolePage
class WebHookPages {

    static final String LIST = "/api/v1/configuration/web-hooks";
    static final String ONE = LIST + "/{id}";

    private static final String PAGE = "redirect:/console/web-hooks/{id}";

    private final VerificationSnippets snippets;
    private final Clock clock;

    WebHookPages(VerificationSnippets snippets, Clock clock) {
        this.snippets = snippets;
        this.clock = clock;
    }

    @Bean
    static NavEntry webHookEntry() {
        return new NavEntry(60, "/console/web-hooks", "Web hooks", "configuration:read");
    }

    @GetMapping("/console/web-hooks")
    String list(Api api, Model model) {
        model.addAttribute("rows", api.list(LIST, Map.of()).orRefuse().result());
        model.addAttribute("figures", figures(api, Map.of()));
        return "console/web-hook/list";
    }

    @GetMapping("/console/web-hooks/{id}")
    String show(@PathVariable("id") String id, Api api, Model model) {
        Map<String, Object> hook = api.get(ONE, id).orRefuse().json();
        model.addAttribute("hook", hook);
        model.addAttribute("figures", figures(api, Map.of("webHookId", id)).get(id));
        model.addAttribute("filters", WebHookDraft.text(hook.get("filters")));
        model.addAttribute("snippets", snippets.all());
        return "console/web-hook/one";
    }

    /** Asks before a web hook is deleted: its id is never reused. */
    @GetMapping("/console/web-hooks/{id}/delete")
    String confirm(@PathVariable("id") String id, Api api, Model model) {
        model.addAttribute("hook", api.get(ONE, id).orRefuse().json());
        return "console/web-hook/delete";
    }

    @PostMapping("/console/web-hooks/{id}/delete")
    String delete(@PathVariable("id") String id, Api api, RedirectAttributes next) {
        ApiAnswer answer = api.delete(ONE, id);
        if (!answer.isOk()) {
            return ended(answer, "", id, next);
        }
        next.addFlashAttribute("done", "The web hook is deleted.");
        return "redirect:/console/web-hooks";
    }

    @PostMapping("/console/web-hooks/{id}/enabled")
    String enable(
            @PathVariable("id") String id, @RequestParam("enabled") boolean enabled, Api api, RedirectAttributes next) {
        return ended(
                api.patch(ONE, Map.of("enabled", enabled), id),
                enabled ? "The web hook is enabled." : "The web hook is paused; it gets no new events.",
                id,
                next);
    }

    @PostMapping("/console/web-hooks/{id}/check")
    String check(@PathVariable("id") String id, Api api, RedirectAttributes next) {
        ApiAnswer answer = api.post(ONE + "/verification", null, id);
        String outcome = answer.json().get("verification") instanceof Map<?, ?> last
                ? Objects.toString(last.get("outcome"), "goes on")
                : "goes on";
        return ended(answer, "The endpoint was asked: " + outcome + '.', id, next);
    }

    @PostMapping("/console/web-hooks/{id}/secret")
    String rotate(@PathVariable("id") String id, Api api, RedirectAttributes next) {
        ApiAnswer answer = newSecret(id, api, next);
        return ended(answer, "There is a new signing key. The old one signs beside it for a while.", id, next);
    }

    /** A new signing key, which the next page shows this once. */
    static ApiAnswer newSecret(String id, Api api, RedirectAttributes next) {
        ApiAnswer answer = api.post(ONE + "/signing-secret", null, id);
        Object secret = answer.json().get("signing_secret"); // a web hook that signs with v1a has none
        if (secret != null) {
            next.addFlashAttribute("secret", secret);
        }
        return answer;
    }

    private static String ended(ApiAnswer answer, String done, String id, RedirectAttributes next) {
        answer.tell(next, done);
        next.addAttribute("id", id);
        return PAGE;
    }

    /** Deliveries of the last seven days by web hook; empty for who may not see statistics. */
    private Map<String, Map<String, Object>> figures(Api api, Map<String, String> filter) {
        var query = new LinkedHashMap<>(filter);
        query.put("interval", "total");
        query.put("groupBy", "webHookId");
        query.put("time[gte]", clock.instant().minus(Duration.ofDays(7)).toString());
        var figures = new LinkedHashMap<String, Map<String, Object>>();
        for (Map<String, Object> row :
                api.list("/api/v1/statistics/deliveries", query).result()) {
            figures.put(String.valueOf(row.get("webHookId")), row);
        }
        return figures;
    }
}
