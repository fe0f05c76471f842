package dev.tributary.console.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of the form of a source, as a person has sent them, and what they say as members of the API.
 *
 * @param form by the names of the API; members of objects behind a dot
 */
record SourceDraft(Map<String, String> form) {

    private static final List<String> OF_API =
            List.of("base_uri", "api_key", "client_id", "client_secret", "refresh_token");

    /** Values that are never sent back to the browser. */
    private static final List<String> SECRET =
            List.of("secret", "api.api_key", "api.client_secret", "api.refresh_token");

    String id() {
        return field("id");
    }

    /** The source to create. */
    Map<String, Object> body() {
        var body = new LinkedHashMap<String, Object>();
        List.of("id", "provider", "scheme", "name").forEach(name -> put(body, name, field(name)));
        if (!field("secret").isEmpty()) {
            body.put("secrets", List.of(Map.of("value", field("secret"))));
        }
        var options = new LinkedHashMap<String, Object>();
        form.keySet().stream()
                .filter(name -> name.startsWith("options."))
                .forEach(name -> put(options, name.substring("options.".length()), field(name)));
        body.put("options", options);
        var api = new LinkedHashMap<String, Object>();
        OF_API.forEach(name -> put(api, name, field("api." + name)));
        if (!api.isEmpty()) {
            body.put("api", api);
        }
        return body;
    }

    /** What the fields show. */
    Map<String, String> shown() {
        var shown = new LinkedHashMap<>(form);
        SECRET.forEach(shown::remove);
        return shown;
    }

    private static void put(Map<String, Object> members, String name, String value) {
        if (!value.isEmpty()) {
            members.put(name, value);
        }
    }

    private String field(String name) {
        return form.getOrDefault(name, "").strip();
    }
}
