package dev.tributary.mapping.expression;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text with fields of the event's data in it, such as {@code connections/{connection.id}}. */
public final class Template {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9.]+)}");

    private final String text;
    private final List<String> literals = new ArrayList<>();
    private final List<String> targets = new ArrayList<>();
    private final List<List<String>> names = new ArrayList<>();

    public Template(String text) {
        this.text = text;
        Matcher placeholder = PLACEHOLDER.matcher(text);
        int end = 0;
        while (placeholder.find()) {
            literals.add(text.substring(end, placeholder.start()));
            targets.add(placeholder.group(1));
            names.add(List.of(placeholder.group(1).split("\\.", -1)));
            end = placeholder.end();
        }
        literals.add(text.substring(end));
    }

    /** The fields that stand in it. */
    public Collection<String> targets() {
        return targets;
    }

    /** The text for one event's data; null if a field is not there. */
    public @Nullable String fill(Map<String, Object> data) {
        var out = new StringBuilder(literals.get(0));
        for (int i = 0; i < targets.size(); i++) {
            Object value = find(data, names.get(i));
            if (value == null) {
                return null;
            }
            out.append(value).append(literals.get(i + 1));
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return text;
    }

    private static @Nullable Object find(Map<?, ?> data, List<String> names) {
        Object value = data;
        for (String name : names) {
            value = value instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return value;
    }
}
