package dev.tributary.console.people;

import dev.tributary.console.call.Api;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.console.page.ListExports;
import dev.tributary.console.page.ListView;
import dev.tributary.console.page.NavEntry;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/**
 * Lists of what follow-ups fetched, and the timeline of an end user. Personal values are masked until a person with the scope asks
 * for them; the API notes that in the audit.
 */
@ConsolePage
class PeoplePages {

    private static final String MASKED = "masked";

    /** By the name of the list in the API. */
    private static final Map<String, ListView> LISTS = Map.of(
            "connections", view("connections", "userId", "sourceId"),
            "accounts", view("accounts", "userId", "sourceId", "connectionId", MASKED),
            "transactions",
                    view(
                            "transactions",
                            "userId",
                            "sourceId",
                            "connectionId",
                            "accountId",
                            "bookedDate[gte]",
                            "bookedDate[lt]",
                            MASKED),
            "documents", view("documents", "userId", "sourceId", "connectionId", MASKED));

    private static ListView view(String list, String... filters) {
        return new ListView("/api/v1/" + list, "/console/people/list/" + list, "", List.of(filters));
    }

    @Bean
    static NavEntry peopleEntry() {
        return new NavEntry(70, "/console/people", "People", "events:read");
    }

    @GetMapping("/console/people")
    String start() {
        return "redirect:/console/people/list/connections";
    }

    @GetMapping("/console/people/list/{list:connections|accounts|transactions|documents}")
    String list(@PathVariable("list") String list, @RequestParam Map<String, String> form, Api api, Model model) {
        ListView view = LISTS.getOrDefault(list, view(list));
        Map<String, String> asked = masked(form);
        view.add(asked, api, model);
        model.addAttribute("list", list);
        model.addAttribute("filters", view.filters());
        model.addAttribute("exports", ListExports.of(view, asked));
        if (list.equals("transactions")) {
            model.addAttribute("sums", TransactionSums.read(asked, api));
        }
        return "console/people/list";
    }

    @GetMapping("/console/people/timeline")
    String timeline(
            @RequestParam(name = "userId", defaultValue = "") String user,
            @RequestParam Map<String, String> form,
            Api api,
            Model model) {
        Map<String, String> asked = masked(form);
        model.addAttribute("form", asked);
        model.addAttribute("errors", Map.of());
        model.addAttribute(
                "timeline", user.isBlank() ? null : Timeline.of(user.strip(), asked.getOrDefault(MASKED, "true"), api));
        return "console/people/timeline";
    }

    /** The bytes of a provider's file; each look is in the audit. */
    @GetMapping("/console/documents/{id}/body")
    @ResponseBody
    void body(@PathVariable("id") String id, Api api) throws IOException {
        api.download(
                "/api/v1/documents/{id}/body", Map.of(), MediaType.APPLICATION_OCTET_STREAM_VALUE, id + ".bin", id);
    }

    /** A page shows personal values only where it is asked for them. */
    private static Map<String, String> masked(Map<String, String> form) {
        var asked = new HashMap<>(form);
        asked.put(MASKED, String.valueOf(!"false".equals(form.get(MASKED))));
        return asked;
    }
}
