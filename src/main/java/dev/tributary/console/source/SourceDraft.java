package dev.tributary.console.source;

import dev.tributary.console.call.ApiAnswer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fields of the form of a source, as a person has sent them, and what they say as members of the API.
 *
 * @param form by the names of the API; members of objects behind a dot
 */
record SourceDraft(Map<String, String> form) {

    private static final String OPTIONS = "options";
    private static final String API = "api";
    private static final String BASE_URI = "base_uri";
    private static final List<String> OF_API =
            List.of(BASE_URI, "api_key", "client_id", "client_secret", "refresh_token");

    /** Values that are never sent back to the browser. */
    private static final List<String> SECRET =
            List.of("secret", "api.api_key", "api.client_secret", "api.refresh_token");

    /** Of the source that the API shows. */
    static SourceDraft of(ApiAnswer shown) {
        var form = new LinkedHashMap<String, String>();
        Map<String, Object> source = shown.json();
        for (String name : List.of("id", "provider", "scheme", "name")) {
            form.put(name, Objects.toString(source.get(name), ""));
        }
        if (Boolean.TRUE.equals(source.get("enabled"))) {
            form.put("enabled", "true");
        }
        for (String object : List.of(OPTIONS, API)) {
            members(source.get(object)).forEach((name, value) -> form.put(object + '.' + name, String.valueOf(value)));
        }
        form.put("revision", shown.revision());
        return new SourceDraft(form);
    }

    String id() {
        return field("id");
    }

    /** The revision of the source when the form was shown. */
    String revision() {
        return field("revision");
    }

    /** The source to create. */
    Map<String, Object> body() {
        var body = new LinkedHashMap<String, Object>();
        List.of("id", "provider", "scheme", "name").forEach(name -> put(body, name, field(name)));
        if (!field("secret").isEmpty()) {
            body.put("secrets", List.of(Map.of("value", field("secret"))));
        }
        body.put(OPTIONS, options(Map.of(), List.of()));
        Map<String, @Nullable Object> api = access();
        if (!api.isEmpty()) {
            body.put(API, api);
        }
        return body;
    }

    /**
     * The members to change. Options without a field in the form and secrets that are left empty keep their stored values.
     *
     * @param stored options of the source
     */
    Map<String, @Nullable Object> change(SourceCatalog.Kind kind, @Nullable Object stored) {
        var change = new LinkedHashMap<String, @Nullable Object>();
        change.put("name", field("name").isEmpty() ? null : field("name"));
        change.put("enabled", form.containsKey("enabled"));
        change.put(OPTIONS, options(members(stored), kind.options()));
        if (kind.usesApi()) {
            change.put(API, field(API + '.' + BASE_URI).isEmpty() ? null : changedAccess());
        }
        return change;
    }

    /** An empty client id removes the stored one, because the API keeps a member that is left out. */
    private Map<String, @Nullable Object> changedAccess() {
        Map<String, @Nullable Object> access = access();
        access.putIfAbsent("client_id", null);
        return access;
    }

    private Map<String, @Nullable Object> access() {
        var access = new LinkedHashMap<String, @Nullable Object>();
        for (String name : OF_API) {
            String value = field(API + '.' + name);
            if (!value.isEmpty()) {
                access.put(name, value);
            }
        }
        return access;
    }

    /** @param shown those that the form has a field for */
    private Map<String, Object> options(Map<?, ?> stored, List<String> shown) {
        var options = new LinkedHashMap<String, Object>();
        stored.forEach((name, value) -> options.put(String.valueOf(name), value));
        options.keySet().removeAll(shown);
        form.keySet().stream()
                .filter(name -> name.startsWith(OPTIONS + '.'))
                .forEach(name -> put(options, name.substring(OPTIONS.length() + 1), field(name)));
        return options;
    }

    /** What the fields show. */
    Map<String, String> shown() {
        var shown = new LinkedHashMap<>(form);
        SECRET.forEach(shown::remove);
        return shown;
    }

    private static Map<?, ?> members(@Nullable Object object) {
        return object instanceof Map<?, ?> members ? members : Map.of();
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
