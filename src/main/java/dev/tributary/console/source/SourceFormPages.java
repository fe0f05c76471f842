package dev.tributary.console.source;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.page.ConsolePage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Creates a source: first the provider and scheme, then what that scheme takes, then what to do at the provider. Changes one by
 * the same form.
 */
@ConsolePage
class SourceFormPages {

    private static final int RANDOM = 8;

    @GetMapping("/console/sources/new")
    String choose(Api api, Model model) {
        model.addAttribute("kinds", SourceCatalog.read(api).kinds());
        return "console/source/choose";
    }

    @GetMapping(
            path = "/console/sources/new",
            params = {"provider", "scheme"})
    String fill(
            @RequestParam("provider") String provider, @RequestParam("scheme") String scheme, Api api, Model model) {
        var form = new LinkedHashMap<String, String>();
        form.put("provider", provider);
        form.put("scheme", scheme);
        // the id is part of the form, so that one that is sent twice creates once
        form.put("id", provider + '-' + UUID.randomUUID().toString().substring(0, RANDOM));
        return form(new SourceDraft(form), Map.of(), api, model);
    }

    @PostMapping("/console/sources")
    String create(@RequestParam Map<String, String> form, Api api, Model model, RedirectAttributes next) {
        var draft = new SourceDraft(form);
        ApiAnswer answer = api.post(SourcePages.LIST, draft.body());
        if (!answer.isOk()) {
            if (answer.errors().isEmpty()) {
                model.addAttribute("failed", answer.detail());
            }
            return form(draft, answer.errors(), api, model);
        }
        next.addFlashAttribute(
                "done", "The source is created. One step is left, below: tell the provider where to post to.");
        next.addAttribute("id", answer.location().substring(answer.location().lastIndexOf('/') + 1));
        return "redirect:/console/sources/{id}";
    }

    @GetMapping("/console/sources/{id}/edit")
    String edit(@PathVariable("id") String id, Api api, Model model) {
        model.addAttribute("edited", id);
        return form(SourceDraft.of(api.get(SourcePages.ONE, id).orRefuse()), Map.of(), api, model);
    }

    @PostMapping("/console/sources/{id}")
    String change(
            @PathVariable("id") String id,
            @RequestParam Map<String, String> form,
            Api api,
            Model model,
            RedirectAttributes next) {
        var draft = new SourceDraft(form);
        Object options = api.get(SourcePages.ONE, id).orRefuse().json().get("options");
        var kind = kind(draft, api);
        if (kind.isEmpty()) {
            return "redirect:/console/sources";
        }
        ApiAnswer answer =
                api.patchIfUnchanged(draft.revision(), SourcePages.ONE, draft.change(kind.get(), options), id);
        if (!answer.isOk()) {
            model.addAttribute("edited", id);
            if (answer.isStale()) {
                model.addAttribute("stale", "/console/sources/" + id);
            } else if (answer.errors().isEmpty()) {
                model.addAttribute("failed", answer.detail());
            }
            return form(draft, answer.errors(), api, model);
        }
        next.addFlashAttribute("done", "The source is changed.");
        next.addAttribute("id", id);
        return "redirect:/console/sources/{id}";
    }

    private static Optional<SourceCatalog.Kind> kind(SourceDraft draft, Api api) {
        return SourceCatalog.read(api)
                .find(draft.form().getOrDefault("provider", ""), draft.form().getOrDefault("scheme", ""));
    }

    private static String form(SourceDraft draft, Map<String, String> errors, Api api, Model model) {
        var kind = kind(draft, api);
        if (kind.isEmpty()) {
            return "redirect:/console/sources/new";
        }
        model.addAttribute("kind", kind.get());
        model.addAttribute("title", model.containsAttribute("edited") ? "Edit a source" : "New source");
        model.addAttribute("form", draft.shown());
        model.addAttribute("errors", errors);
        return "console/source/form";
    }
}
