package dev.tributary.console.webhook;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.page.ConsolePage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Creates and changes web hooks: where to, which events, a filter, and a dry run of both before anything is saved. */
@ConsolePage
class WebHookFormPages {

    private static final String FORM = "console/web-hook/form";
    private static final String CREATE = "/console/web-hooks";

    private final Clock clock;

    WebHookFormPages(Clock clock) {
        this.clock = clock;
    }

    @GetMapping("/console/web-hooks/new")
    String start(Api api, Model model) {
        // the id is part of the form, so that one that is sent twice creates once
        return form(WebHookDraft.empty(UUID.randomUUID().toString()), CREATE, api, model);
    }

    @GetMapping("/console/web-hooks/{id}/edit")
    String edit(@PathVariable("id") String id, Api api, Model model) {
        return form(WebHookDraft.of(api.get(WebHookPages.ONE, id).orRefuse()), action(id), api, model);
    }

    @PostMapping("/console/web-hooks/try")
    String attempt(@RequestParam MultiValueMap<String, String> sent, Api api, Model model) {
        var draft = new WebHookDraft(sent);
        Map<String, @Nullable Object> selection = draft.selection();
        Instant now = clock.instant();
        selection.put("from", now.minus(Duration.ofDays(7)).toString());
        selection.put("before", now.toString());
        ApiAnswer answer = api.post(WebHookPages.LIST + "/test", selection);
        if (answer.isOk()) {
            model.addAttribute("tried", answer.json());
        } else {
            refused(answer, draft, model);
        }
        return form(draft, sent.containsKey("existing") ? action(draft.id()) : CREATE, api, model);
    }

    @PostMapping("/console/web-hooks")
    String create(@RequestParam MultiValueMap<String, String> sent, Api api, Model model, RedirectAttributes next) {
        var draft = new WebHookDraft(sent);
        Map<String, @Nullable Object> body = draft.body();
        body.put("id", draft.id());
        body.put("type", "EVENTS");
        ApiAnswer answer = api.post(WebHookPages.LIST, body);
        if (!answer.isOk()) {
            refused(answer, draft, model);
            return form(draft, CREATE, api, model);
        }
        ApiAnswer secret = WebHookPages.newSecret(draft.id(), api, next);
        next.addFlashAttribute(
                secret.isOk() ? "done" : "failed",
                secret.isOk()
                        ? "The web hook is created."
                        : "The web hook is created, but its secret cannot be shown: " + secret.detail());
        next.addAttribute("id", draft.id());
        return "redirect:/console/web-hooks/{id}";
    }

    @PostMapping("/console/web-hooks/{id}")
    String change(
            @PathVariable("id") String id,
            @RequestParam MultiValueMap<String, String> sent,
            Api api,
            Model model,
            RedirectAttributes next) {
        var draft = new WebHookDraft(sent);
        ApiAnswer answer = api.patchIfUnchanged(draft.revision(), WebHookPages.ONE, draft.body(), id);
        if (!answer.isOk()) {
            refused(answer, draft, model);
            return form(draft, action(id), api, model);
        }
        next.addFlashAttribute("done", "The web hook is changed.");
        next.addAttribute("id", id);
        return "redirect:/console/web-hooks/{id}";
    }

    private static String action(String id) {
        return CREATE + '/' + id;
    }

    private static void refused(ApiAnswer answer, WebHookDraft draft, Model model) {
        var errors = new LinkedHashMap<String, String>();
        answer.errors()
                .forEach((member, detail) ->
                        errors.putIfAbsent(member.replaceFirst("\\..*", ""), draft.named(member) + detail));
        errors.putAll(draft.errors());
        model.addAttribute("errors", errors);
        if (answer.isStale()) {
            model.addAttribute("stale", action(draft.id()));
            return;
        }
        model.addAttribute(
                "failed", errors.isEmpty() ? answer.detail() : "Nothing was saved or sent; see the fields below.");
    }

    private static String form(WebHookDraft draft, String action, Api api, Model model) {
        if (!model.containsAttribute("errors")) {
            model.addAttribute("errors", Map.of());
        }
        var choices = TypeChoices.of(api.get("/asyncapi.json").orRefuse().json());
        model.addAttribute("form", draft.fields(choices));
        model.addAttribute("chosen", draft.events());
        model.addAttribute("choices", choices);
        model.addAttribute("isNew", action.equals(CREATE));
        model.addAttribute("title", action.equals(CREATE) ? "New web hook" : "Edit a web hook");
        model.addAttribute("action", action);
        return FORM;
    }
}
