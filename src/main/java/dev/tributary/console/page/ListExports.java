package dev.tributary.console.page;

import dev.tributary.console.call.Api;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** Whole lists as files, with the filters of their page; for who may export. */
@ConsolePage
public class ListExports {

    private static final Map<String, String> FORMS =
            Map.of("csv", "text/csv", "ndjson", "application/x-ndjson", "parquet", "application/vnd.apache.parquet");

    /** Addresses of a list as a file, by the name of its form. */
    public static Map<String, String> of(ListView view, Map<String, String> form) {
        var exports = new TreeMap<String, String>();
        for (String name : FORMS.keySet()) {
            var parameters = new LinkedHashMap<>(Map.of("form", name));
            parameters.putAll(view.sent(form));
            exports.put(name, ListView.link("/console/export/" + view.name(), parameters));
        }
        return exports;
    }

    /** Personal values are masked unless it is asked for them. */
    @GetMapping("/console/export/{list:events|accounts|transactions}")
    @ResponseBody
    void export(@PathVariable("list") String list, @RequestParam Map<String, String> form, Api api) throws IOException {
        var filters = new LinkedHashMap<>(form);
        filters.put("masked", String.valueOf(!"false".equals(form.get("masked"))));
        String name = filters.getOrDefault("form", "csv");
        filters.keySet().removeAll(List.of("form", "cursor"));
        api.download(
                "/api/v1/" + list,
                filters,
                FORMS.getOrDefault(name, MediaType.TEXT_PLAIN_VALUE),
                list + '.' + (FORMS.containsKey(name) ? name : "txt"));
    }
}
