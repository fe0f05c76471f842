package dev.tributary.console.page;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The filters that a person has saved for a list, each a link above it; they are saved and deleted there. */
@ConsolePage
public class SavedViews {

    private static final String VIEWS = "/api/v1/views";
    /** Before the names of filters in the form that saves them, so that none is taken for a field of that form. */
    private static final String FILTER = "filter.";

    /** A view as the page shows it. */
    public record Link(String id, String name, String path) {}

    /**
     * The model gets {@code views}, and {@code viewFilters}: those of the form that can be saved.
     *
     * @param form as it was sent; whether values are masked is not a filter
     */
    public static void add(ListView list, Map<String, String> form, Api api, Model model) {
        model.addAttribute(
                "views",
                api.list(VIEWS, Map.of("list", list.name())).result().stream()
                        .map(view -> new Link(
                                String.valueOf(view.get("id")),
                                String.valueOf(view.get("name")),
                                path(list.name(), view)))
                        .toList());
        var filters = new LinkedHashMap<String, String>();
        list.filters().forEach(name -> {
            String value = form.getOrDefault(name, "").strip();
            if (!value.isEmpty() && !name.equals("masked")) {
                filters.put(FILTER + name, value);
            }
        });
        model.addAttribute("viewFilters", filters);
    }

    @PostMapping("/console/views/{list:events|receipts|deliveries}")
    String save(
            @PathVariable("list") String list,
            @RequestParam Map<String, String> sent,
            Api api,
            RedirectAttributes next) {
        var filters = new LinkedHashMap<String, String>();
        sent.forEach((name, value) -> {
            if (name.startsWith(FILTER) && name.indexOf('{') < 0) { // in a link that would be a template
                filters.put(name.substring(FILTER.length()), value);
            }
        });
        String name = sent.getOrDefault("name", "");
        ApiAnswer answer = api.post(VIEWS, Map.of("list", list, "name", name, "filters", filters));
        if (answer.isOk()) {
            next.addFlashAttribute("done", "The view is saved.");
        } else {
            next.addFlashAttribute("viewName", name);
            next.addFlashAttribute(
                    "viewError", Objects.requireNonNullElse(answer.errors().get("name"), answer.detail()));
        }
        return "redirect:" + path(list, Map.of("filters", filters));
    }

    @PostMapping("/console/views/{list:events|receipts|deliveries}/{id}/delete")
    String delete(@PathVariable("list") String list, @PathVariable("id") String id, Api api, RedirectAttributes next) {
        api.delete(VIEWS + "/{id}", id).tell(next, "The view is deleted.");
        return "redirect:/console/" + list;
    }

    private static String path(String list, Map<String, Object> view) {
        var filters = new LinkedHashMap<String, String>();
        if (view.get("filters") instanceof Map<?, ?> saved) {
            saved.forEach((name, value) -> filters.put(String.valueOf(name), String.valueOf(value)));
        }
        return ListView.link("/console/" + list, filters);
    }
}
