package dev.tributary.console.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.page.JsonText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** The fields of the form of a web hook, and what they say as members of the API. */
final class WebHookDraft {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String EVENTS = "events";
    private static final String FURTHER = "further";
    private static final String FILTERS = "filters";
    private static final String METHOD = "authentication_method";
    private static final String REVISION = "revision";
    private static final List<String> TEXTS = List.of("name", "base_uri", METHOD, "username", "rate_limit", FILTERS);

    private static final Pattern ENTRY = Pattern.compile("events\\.(\\d+)");

    private final MultiValueMap<String, String> sent;
    private final Map<String, String> errors = new LinkedHashMap<>();

    WebHookDraft(MultiValueMap<String, String> sent) {
        this.sent = sent;
    }

    static WebHookDraft empty(String id) {
        var fields = new LinkedMultiValueMap<String, String>();
        fields.add("id", id);
        fields.add(METHOD, "NONE");
        return new WebHookDraft(fields);
    }

    /** Of the web hook that the API shows. */
    static WebHookDraft of(ApiAnswer shown) {
        Map<String, Object> hook = shown.json();
        var fields = new LinkedMultiValueMap<String, String>();
        fields.add("id", String.valueOf(hook.get("id")));
        fields.add(REVISION, shown.revision());
        TEXTS.forEach(name -> fields.add(name, text(hook.get(name))));
        if (hook.get(EVENTS) instanceof List<?> events) {
            events.forEach(event -> fields.add(EVENTS, String.valueOf(event)));
        }
        return new WebHookDraft(fields);
    }

    /** A value as a field shows it; an object as JSON. */
    static String text(@Nullable Object value) {
        return value instanceof Map<?, ?> ? JsonText.of(value) : Objects.toString(value, "");
    }

    String id() {
        return field("id");
    }

    /** The revision of the web hook when the form was shown. */
    String revision() {
        return field(REVISION);
    }

    /** The entries of the selection: those of the boxes, and further ones. */
    Set<String> events() {
        var events = new LinkedHashSet<>(sent.getOrDefault(EVENTS, List.of()));
        Arrays.stream(field(FURTHER).split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .forEach(events::add);
        return events;
    }

    /** The entry of the selection that a fault of the API is about ({@code events.0}), in front of it; empty for another member. */
    String named(String member) {
        Matcher entry = ENTRY.matcher(member);
        return entry.matches() ? List.copyOf(events()).get(Integer.parseInt(entry.group(1))) + " " : "";
    }

    /** What the fields show. A password is never sent back to the browser. */
    Map<String, String> fields(TypeChoices choices) {
        var fields = new LinkedHashMap<String, String>();
        TEXTS.forEach(name -> fields.put(name, field(name)));
        fields.put("id", id());
        fields.put(REVISION, revision());
        var further = new ArrayList<>(events());
        further.removeAll(choices.entries());
        fields.put(FURTHER, String.join(", ", further));
        return fields;
    }

    /** {@code events} and {@code filters}, as the API takes them. */
    Map<String, @Nullable Object> selection() {
        var selection = new LinkedHashMap<String, @Nullable Object>();
        selection.put(EVENTS, List.copyOf(events()));
        selection.put(FILTERS, filters());
        return selection;
    }

    Map<String, @Nullable Object> body() {
        Map<String, @Nullable Object> body = selection();
        for (String name : List.of("name", "base_uri", METHOD)) {
            body.put(name, field(name));
        }
        body.put("rate_limit", number(field("rate_limit")));
        if (!field(METHOD).equals("NONE")) {
            body.put("username", field("username"));
            if (!field("password").isEmpty()) {
                body.put("password", field("password"));
            }
        }
        return body;
    }

    /** Faults that the API cannot find: the place where JSON breaks off. */
    Map<String, String> errors() {
        return errors;
    }

    /** Text that is not JSON is sent as it is, so that the API refuses it. */
    private @Nullable Object filters() {
        String text = field(FILTERS).strip();
        try {
            return text.isEmpty() ? null : JSON.readValue(text, Object.class);
        } catch (JsonProcessingException e) {
            errors.put(
                    FILTERS,
                    "is not JSON: line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
            return text;
        }
    }

    private static @Nullable Object number(String text) {
        try {
            return text.isBlank() ? null : new BigDecimal(text.strip());
        } catch (NumberFormatException e) {
            return text; // refused by the API, which says what it takes
        }
    }

    private String field(String name) {
        return Objects.requireNonNullElse(sent.getFirst(name), "");
    }
}
