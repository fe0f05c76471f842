package dev.tributary.subscription;

import dev.tributary.event.Event;
import dev.tributary.eventstore.CloudEventFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
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

    private final Predicate<Event> predicate;

    private EventFilter(Predicate<Event> predicate) {
        this.predicate = predicate;
    }

    /**
     * @param events types, each with an optional {@code *} at its end; empty means every type
     * @param filters one filter object of the dialects exact, prefix, suffix, all, any and not; or null
     * @throws InvalidSubscriptionException if either cannot be understood
     */
    public static EventFilter compile(List<String> events, @Nullable Object filters) {
        Predicate<Event> byType = events.isEmpty()
                ? event -> true
                : anyOf(events.stream().map(EventFilter::byType).toList());
        return new EventFilter(filters == null ? byType : byType.and(expression(filters, 1)));
    }

    public boolean matches(Event event) {
        return predicate.test(event);
    }

    private static Predicate<Event> byType(String type) {
        if (!type.matches("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*(\\.?\\*)?|\\*")) {
            throw new InvalidSubscriptionException("events", "must be event types, each with an optional * at its end");
        }
        if (type.endsWith("*")) {
            String prefix = type.substring(0, type.length() - 1);
            return event -> event.type().startsWith(prefix);
        }
        return event -> event.type().equals(type);
    }

    private static Predicate<Event> expression(@Nullable Object expression, int depth) {
        if (!(expression instanceof Map<?, ?> object) || object.size() != 1 || depth > DEEPEST) {
            throw new InvalidSubscriptionException(
                    FIELD, "must be an object of exactly one dialect, not nested deeper than " + DEEPEST);
        }
        Map.Entry<?, ?> only = object.entrySet().iterator().next();
        Object value = only.getValue();
        return switch (String.valueOf(only.getKey())) {
            case "exact" -> attributes(value, String::equals);
            case "prefix" -> attributes(value, String::startsWith);
            case "suffix" -> attributes(value, String::endsWith);
            case "all" -> allOf(expressions(value, depth));
            case "any" -> anyOf(expressions(value, depth));
            case "not" -> expression(value, depth + 1).negate();
            default ->
                throw new InvalidSubscriptionException(
                        FIELD, "knows the dialects exact, prefix, suffix, all, any and not");
        };
    }

    private static List<Predicate<Event>> expressions(@Nullable Object value, int depth) {
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            throw new InvalidSubscriptionException(FIELD, "all and any take a list of at least one filter");
        }
        List<Predicate<Event>> parts = new ArrayList<>();
        list.forEach(part -> parts.add(expression(part, depth + 1)));
        return parts;
    }

    private static Predicate<Event> attributes(@Nullable Object value, BiPredicate<String, String> comparison) {
        if (!(value instanceof Map<?, ?> object) || object.isEmpty()) {
            throw new InvalidSubscriptionException(FIELD, "exact, prefix and suffix take an object of attributes");
        }
        List<Predicate<Event>> parts = new ArrayList<>();
        object.forEach((name, expected) -> {
            boolean usable = String.valueOf(name).matches("[a-z0-9]{1,64}");
            if (!usable || !(expected instanceof String text) || text.isEmpty()) {
                throw new InvalidSubscriptionException(
                        FIELD,
                        "compares attributes, of lower-case letters and digits, with strings that are not empty");
            }
            parts.add(event -> {
                String actual = attribute(event, String.valueOf(name));
                return actual != null && comparison.test(actual, text);
            });
        });
        return allOf(parts);
    }

    private static Predicate<Event> allOf(List<Predicate<Event>> parts) {
        return event -> parts.stream().allMatch(part -> part.test(event));
    }

    private static Predicate<Event> anyOf(List<Predicate<Event>> parts) {
        return event -> parts.stream().anyMatch(part -> part.test(event));
    }

    private static @Nullable String attribute(Event event, String name) {
        return switch (name) {
            case "specversion" -> "1.0";
            case "datacontenttype" -> "application/json";
            case "id" -> event.id();
            case "source" -> event.source();
            case "type" -> event.type();
            case "subject" -> event.subject();
            case "time" -> event.time();
            case "dataschema" -> event.dataSchema();
            case "partitionkey" -> event.partitionKey();
            case "recordedtime" -> CloudEventFormat.timestamp(event.recordedTime());
            case "correlationid" -> event.correlationId();
            case "provider" -> event.provider();
            case "providertype" -> event.providerType();
            case "timebasis" -> event.timeReceived() ? "received" : "provider";
            case "proof" -> event.proof().attribute();
            case "mappingversion" -> event.mappingVersion();
            case "tenantid" -> event.tenant();
            case "receiptid" -> event.receiptId();
            default -> null;
        };
    }
}
