package dev.tributary.console.people;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.console.call.Api;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.console.page.ListView;
import dev.tributary.console.page.NavEntry;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.util.UriComponentsBuilder;

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

    private static final Map<String, String> FORMS =
            Map.of("csv", "text/csv", "ndjson", "application/x-ndjson", "parquet", "application/vnd.apache.parquet");

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
        model.addAttribute("exports", exports(list, view, asked));
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

    /** A whole list as a file, with the filters of the page; for who may export. */
    @GetMapping("/console/export/{list:events|accounts|transactions}")
    @ResponseBody
    void export(@PathVariable("list") String list, @RequestParam Map<String, String> form, Api api) throws IOException {
        var filters = new LinkedHashMap<>(masked(form));
        String name = filters.getOrDefault("form", "csv");
        filters.keySet().removeAll(List.of("form", "cursor"));
        api.download(
                "/api/v1/" + list,
                filters,
                FORMS.getOrDefault(name, MediaType.TEXT_PLAIN_VALUE),
                list + '.' + (FORMS.containsKey(name) ? name : "txt"));
    }

    /** The bytes of a provider's file; each look is in the audit. */
    @GetMapping("/console/documents/{id}/body")
    @ResponseBody
    void body(@PathVariable("id") String id, Api api) throws IOException {
        api.download(
                "/api/v1/documents/{id}/body", Map.of(), MediaType.APPLICATION_OCTET_STREAM_VALUE, id + ".bin", id);
    }

    /** Addresses of the list as a file, by the name of its form. */
    private static Map<String, String> exports(String list, ListView view, Map<String, String> asked) {
        var exports = new TreeMap<String, String>();
        for (String name : FORMS.keySet()) {
            var address =
                    UriComponentsBuilder.fromPath("/console/export/" + list).queryParam("form", name);
            view.filters().stream()
                    .filter(filter -> !asked.getOrDefault(filter, "").isBlank())
                    .forEach(filter -> address.queryParam(
                            URLEncoder.encode(filter, UTF_8),
                            URLEncoder.encode(asked.getOrDefault(filter, "").strip(), UTF_8)));
            exports.put(name, address.build(true).toUriString());
        }
        return exports;
    }

    /** A page shows personal values only where it is asked for them. */
    private static Map<String, String> masked(Map<String, String> form) {
        var asked = new HashMap<>(form);
        asked.putIfAbsent(MASKED, "true");
        return asked;
    }
}
