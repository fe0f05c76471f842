package dev.tributary.subscription.filter;

import dev.tributary.event.Event;
import dev.tributary.subscription.filter.FilterCondition.All;
import dev.tributary.subscription.filter.FilterCondition.AnyOf;
import dev.tributary.subscription.filter.FilterCondition.Attribute;
import dev.tributary.subscription.filter.FilterCondition.Comparison;
import dev.tributary.subscription.filter.FilterCondition.Not;
import dev.tributary.subscription.filter.FilterCondition.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which events a subscription gets: those of its types that also pass its filter. Compiled once.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/main/subscriptions/spec.md#324-filters">CloudEvents
 *     Subscriptions, filter dialects</a>
 */
public final class EventFilter {

    private static final String FIELD = "filters";
    private static final int DEEPEST = 16;

    private final FilterCondition condition;

    private EventFilter(FilterCondition condition) {
        this.condition = condition;
    }

    /**
     * @param events types, each with an optional {@code *} at its end; empty means every type
     * @param filters one filter object of the dialects exact, prefix, suffix, all, any and not; or null
     * @throws InvalidSubscriptionException if either cannot be understood
     */
    public static EventFilter compile(List<String> events, @Nullable Object filters) {
        events.forEach(EventFilter::checkType);
        var types = new Types(List.copyOf(events));
        return new EventFilter(filters == null ? types : new All(List.of(types, expression(filters, FIELD, 1))));
    }

    public boolean matches(Event event) {
        return condition.matches(event);
    }

    /** How many texts an event is compared with at most: attributes of the filter, and entries of the types but one. */
    public int conditions() {
        return condition.size();
    }

    /** What would have to be otherwise for the event to match; empty exactly where it matches. */
    public List<Mismatch> explain(Event event) {
        List<Mismatch> found = new ArrayList<>();
        condition.explain(event, found::add);
        return found;
    }

    private static void checkType(String type) {
        if (!type.matches("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*(\\.?\\*)?|\\*")) {
            throw new InvalidSubscriptionException("events", "must be event types, each with an optional * at its end");
        }
    }

    private static FilterCondition expression(@Nullable Object expression, String path, int depth) {
        if (!(expression instanceof Map<?, ?> object) || object.size() != 1 || depth > DEEPEST) {
            throw new InvalidSubscriptionException(
                    FIELD, "must be an object of exactly one dialect, not nested deeper than " + DEEPEST);
        }
        Map.Entry<?, ?> only = object.entrySet().iterator().next();
        Object value = only.getValue();
        String dialect = String.valueOf(only.getKey());
        String inside = path + '.' + dialect;
        return switch (dialect) {
            case "exact" -> attributes(value, inside, Comparison.EXACT);
            case "prefix" -> attributes(value, inside, Comparison.PREFIX);
            case "suffix" -> attributes(value, inside, Comparison.SUFFIX);
            case "all" -> new All(expressions(value, inside, depth));
            case "any" -> new AnyOf(expressions(value, inside, depth));
            case "not" -> new Not(inside, expression(value, inside, depth + 1));
            default ->
                throw new InvalidSubscriptionException(
                        FIELD, "knows the dialects exact, prefix, suffix, all, any and not");
        };
    }

    private static List<FilterCondition> expressions(@Nullable Object value, String path, int depth) {
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            throw new InvalidSubscriptionException(FIELD, "all and any take a list of at least one filter");
        }
        List<FilterCondition> parts = new ArrayList<>();
        for (Object part : list) {
            parts.add(expression(part, path + '[' + parts.size() + ']', depth + 1));
        }
        return List.copyOf(parts);
    }

    private static FilterCondition attributes(@Nullable Object value, String path, Comparison comparison) {
        if (!(value instanceof Map<?, ?> object) || object.isEmpty()) {
            throw new InvalidSubscriptionException(FIELD, "exact, prefix and suffix take an object of attributes");
        }
        List<FilterCondition> parts = new ArrayList<>();
        object.forEach((key, expected) -> {
            String name = String.valueOf(key);
            if (!name.matches("[a-z0-9]{1,64}") || !(expected instanceof String text) || text.isEmpty()) {
                throw new InvalidSubscriptionException(
                        FIELD,
                        "compares attributes, of lower-case letters and digits, with strings that are not empty");
            }
            parts.add(new Attribute(path + '.' + name, name, comparison, text));
        });
        return new All(List.copyOf(parts));
    }
}
