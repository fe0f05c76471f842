package dev.tributary.console.page;

import dev.tributary.console.call.Api;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Puts the person and the navigation into the model of every page. */
@ControllerAdvice(annotations = ConsolePage.class)
class PageModel {

    /** An entry as the layout shows it. */
    record Link(String path, String label, boolean isCurrent) {}

    private final List<NavEntry> entries;

    PageModel(List<NavEntry> entries) {
        this.entries = entries.stream()
                .sorted(Comparator.comparingInt(NavEntry::order))
                .toList();
    }

    @ModelAttribute
    void add(Api api, HttpServletRequest request, Model model) {
        Person person = Person.of(api.get("/api/v1/me").orRefuse().json());
        String current = entries.stream()
                .map(NavEntry::path)
                .filter(path -> isAbove(path, request.getRequestURI()))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
        model.addAttribute("person", person);
        model.addAttribute(
                "nav",
                entries.stream()
                        .filter(entry -> entry.scope().isEmpty() || person.may(entry.scope()))
                        .map(entry -> new Link(
                                entry.path(), entry.label(), entry.path().equals(current)))
                        .toList());
    }

    private static boolean isAbove(String path, String shown) {
        return shown.equals(path) || shown.startsWith(path + '/');
    }
}
