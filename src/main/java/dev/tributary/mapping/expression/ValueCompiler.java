package dev.tributary.mapping.expression;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.event.Timestamp;
import dev.tributary.mapping.expression.Entries.Part;
import dev.tributary.mapping.expression.Value.Candidate;
import dev.tributary.mapping.expression.Value.Constant;
import dev.tributary.mapping.expression.Value.FirstOf;
import dev.tributary.provider.PayloadPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Compiles the value forms of one mapping file, whose shape its JSON Schema has checked already. */
public final class ValueCompiler {

    private static final String LIST_END = "[*]";
    private static final List<String> FORMS =
            List.of("path", "join", "firstOf", "const", "item", "each", "concat", "value");

    private final Map<String, LookupTable> tables;

    public ValueCompiler(Map<String, LookupTable> tables) {
        this.tables = tables;
    }

    /** @throws dev.tributary.platform.UnusableConfigurationException if it is not a value form, or names what does not exist */
    public Value compile(JsonNode form, Place place) {
        List<String> forms = FORMS.stream().filter(form::has).toList();
        boolean list = form.has("each") || form.has("concat") || form.has("value");
        if (forms.isEmpty() || (forms.size() > 1 && !forms.equals(List.of("each", "value")))) {
            throw place.unusable("needs exactly one of path, join, firstOf, const, item, each, concat");
        }
        if (form.has("required") && form.has("optional")) {
            throw place.unusable("is either required or optional");
        }
        if (form.has("const")) {
            return new Constant(Objects.requireNonNull(PlainTree.of(form.get("const"))));
        }
        if (list) {
            return new Entries(parts(form, place));
        }
        return new FirstOf(candidates(form, place), form.has("required"));
    }

    /** {@code path}, {@code join}, {@code item} or {@code firstOf}: what {@code table}, {@code as} and {@code format} say holds for all. */
    public FirstOf lookup(JsonNode form, Place place) {
        if (compile(form, place) instanceof FirstOf lookup) {
            return lookup;
        }
        throw place.unusable("must be a path, join or firstOf");
    }

    /** @throws dev.tributary.platform.UnusableConfigurationException if the text is outside the path language */
    public static PayloadPath path(String text, Place place) {
        try {
            return PayloadPath.of(text);
        } catch (IllegalArgumentException e) {
            throw place.unusable(Objects.requireNonNullElse(e.getMessage(), "is not a path"));
        }
    }

    /** A path that ends in {@code [*]}, without that end. */
    public static PayloadPath listPath(String text, Place place) {
        if (!text.endsWith(LIST_END)) {
            throw place.unusable("'" + text + "' must end in [*]");
        }
        return path(text.substring(0, text.length() - LIST_END.length()), place);
    }

    private List<Candidate> candidates(JsonNode form, Place place) {
        if (form.has("item")) {
            return List.of(candidate(List.of(), form, place));
        }
        if (form.has("path")) {
            return List.of(candidate(List.of(path(form.get("path").textValue(), place.in("path"))), form, place));
        }
        if (form.has("join")) {
            return List.of(candidate(joined(form.get("join"), place.in("join")), form, place));
        }
        List<Candidate> candidates = new ArrayList<>();
        Place inside = place.in("firstOf");
        for (JsonNode entry : form.get("firstOf")) {
            Place at = inside.at(candidates.size());
            if (entry.isTextual()) {
                candidates.add(candidate(List.of(path(entry.textValue(), at)), form, place));
            } else {
                candidates.addAll(lookup(entry, at).candidates());
            }
        }
        return candidates;
    }

    private static List<PayloadPath> joined(JsonNode list, Place place) {
        List<PayloadPath> paths = new ArrayList<>();
        for (JsonNode entry : list) {
            paths.add(path(entry.textValue(), place.at(paths.size())));
        }
        return paths;
    }

    private Candidate candidate(List<PayloadPath> paths, JsonNode form, Place place) {
        List<String> conversions =
                Stream.of("as", "table", "format").filter(form::has).toList();
        if (conversions.size() > 1) {
            throw place.unusable("takes only one of as, table, format");
        }
        if (form.has("default") && !form.has("table")) {
            throw place.unusable("default needs a table");
        }
        if (form.has("table")) {
            return tableCandidate(paths, form, place);
        }
        return form.has("format")
                ? new Candidate(
                        paths,
                        separator(form),
                        times(form, place),
                        "format " + String.join(", ", formats(form)),
                        List.of())
                : new Candidate(
                        paths,
                        separator(form),
                        named(form, place),
                        form.path("as").textValue(),
                        List.of());
    }

    private static String separator(JsonNode form) {
        return form.path("separator").asText();
    }

    private Candidate tableCandidate(List<PayloadPath> paths, JsonNode form, Place place) {
        String name = form.get("table").textValue();
        LookupTable table = tables.get(name);
        if (table == null) {
            throw place.in("table").unusable("there is no table '" + name + "'");
        }
        Object otherwise = form.has("default") ? PlainTree.of(form.get("default")) : null;
        Collection<Object> outcomes = new ArrayList<>(table.values());
        if (otherwise != null) {
            outcomes.add(otherwise);
        }
        var conversion = new LookupTable.Lookup(table, otherwise);
        return new Candidate(paths, separator(form), conversion, "table " + name, outcomes);
    }

    private static Conversion named(JsonNode form, Place place) {
        String name = form.path("as").asText("string");
        if ("money".equals(name) != form.has("currency")) {
            throw place.unusable("money and currency go together");
        }
        return "money".equals(name)
                ? new Money(path(form.get("currency").textValue(), place.in("currency")))
                : Objects.requireNonNull(Conversion.NAMED.get(name), name);
    }

    private static List<String> formats(JsonNode form) {
        JsonNode spec = form.get("format");
        List<String> names = new ArrayList<>();
        (spec.isArray() ? spec : List.of(spec)).forEach(name -> names.add(name.textValue()));
        return names;
    }

    private static Conversion times(JsonNode form, Place place) {
        List<TimeFormat> formats = new ArrayList<>();
        try {
            for (String name : formats(form)) {
                formats.add(TimeFormat.of(name));
            }
        } catch (IllegalArgumentException e) {
            throw place.in("format").unusable(Objects.requireNonNullElse(e.getMessage(), "is not a format"));
        }
        return (value, reading) -> {
            for (TimeFormat format : formats) {
                Instant moment = format.read(value);
                if (moment != null) {
                    return Timestamp.text(moment);
                }
            }
            return null;
        };
    }

    private List<Part> parts(JsonNode form, Place place) {
        if (!form.has("concat")) {
            return List.of(part(form, place));
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode part : form.get("concat")) {
            parts.add(part(part, place.in("concat").at(parts.size())));
        }
        return parts;
    }

    private Part part(JsonNode form, Place place) {
        PayloadPath each = form.has("each") ? listPath(form.get("each").textValue(), place.in("each")) : null;
        JsonNode value = form.path("value");
        if (value.isEmpty()) {
            throw place.unusable("value is missing");
        }
        if (value.path("item").isBoolean()) {
            return new Part(each, Map.of(Part.ITSELF, compile(value, place.in("value"))));
        }
        Map<String, Value> fields = new LinkedHashMap<>();
        value.properties()
                .forEach(field -> fields.put(
                        field.getKey(),
                        compile(field.getValue(), place.in("value").in(field.getKey()))));
        return new Part(each, fields);
    }
}
