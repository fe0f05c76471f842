package dev.tributary.console.source;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.page.ConsolePage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What can be done to a source: its secrets, its webhook at the provider, pause and deletion. */
@ConsolePage
class SourceChanges {

    private static final String REGISTRATION = SourcePages.ONE + "/registration";

    @PostMapping("/console/sources/{id}/enabled")
    String enable(
            @PathVariable("id") String id, @RequestParam("enabled") boolean enabled, Api api, RedirectAttributes next) {
        return ended(
                api.patch(SourcePages.ONE, Map.of("enabled", enabled), id),
                enabled ? "The source takes calls again." : "The source is paused; its calls are refused.",
                id,
                next);
    }

    /** Without a value, a registered source gets its new secret together with its webhook. */
    @PostMapping("/console/sources/{id}/secrets")
    String rotate(
            @PathVariable("id") String id, @RequestParam Map<String, String> form, Api api, RedirectAttributes next) {
        var body = new LinkedHashMap<String, Object>();
        for (String name : new String[] {"value", "applies_to", "grace"}) {
            String value = form.getOrDefault(name, "");
            if (!value.isBlank()) {
                body.put(name, value);
            }
        }
        ApiAnswer answer = api.post(SourcePages.ONE + "/secrets", body, id);
        next.addFlashAttribute("errors", answer.errors());
        return ended(answer, "The source has a new secret; the old one ends after the grace time.", id, next);
    }

    @PostMapping("/console/sources/{id}/registration")
    String register(@PathVariable("id") String id, Api api, RedirectAttributes next) {
        return ended(api.post(REGISTRATION, null, id), "The webhook is registered at the provider.", id, next);
    }

    @PostMapping("/console/sources/{id}/registration/repair")
    String repair(@PathVariable("id") String id, Api api, RedirectAttributes next) {
        return ended(
                api.post(REGISTRATION + "/repair", null, id),
                "The webhook at the provider is as it should be.",
                id,
                next);
    }

    @PostMapping("/console/sources/{id}/registration/delete")
    String unregister(@PathVariable("id") String id, Api api, RedirectAttributes next) {
        return ended(api.delete(REGISTRATION, id), "The webhook is deleted at the provider.", id, next);
    }

    /** Asks before a source is deleted: its id is never reused. */
    @GetMapping("/console/sources/{id}/delete")
    String confirm(@PathVariable("id") String id, Api api, Model model) {
        model.addAttribute("source", api.get(SourcePages.ONE, id).orRefuse().json());
        return "console/source/delete";
    }

    @PostMapping("/console/sources/{id}/delete")
    String delete(@PathVariable("id") String id, Api api, RedirectAttributes next) {
        ApiAnswer answer = api.delete(SourcePages.ONE, id);
        if (!answer.isOk()) {
            return ended(answer, "", id, next);
        }
        next.addFlashAttribute("done", "The source is deleted.");
        return "redirect:/console/sources";
    }

    private static String ended(ApiAnswer answer, String done, String id, RedirectAttributes next) {
        answer.tell(next, done);
        next.addAttribute("id", id);
        return "redirect:/console/sources/{id}";
    }
}
