package dev.tributary.subscription.filter;

import dev.tributary.event.Event;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One condition of a filter, which can say where it does not hold. */
interface FilterCondition {

    boolean matches(Event event);

    /** How many texts are compared at most. */
    int size();

    /** Names what would have to be otherwise for the condition to hold; nothing where it holds. */
    void explain(Event event, Consumer<Mismatch> to);

    /** The type is one of a list: an entry with {@code *} at its end stands for all types that begin so. */
    record Types(List<String> entries) implements FilterCondition {

        @Override
        public boolean matches(Event event) {
            return entries.isEmpty() || entries.stream().anyMatch(entry -> matches(entry, event.type()));
        }

        private static boolean matches(String entry, String type) {
            return entry.endsWith("*") ? type.startsWith(entry.substring(0, entry.length() - 1)) : type.equals(entry);
        }

        @Override
        public int size() {
            return Math.max(0, entries.size() - 1); // by one of them the subscription was found
        }

        @Override
        public void explain(Event event, Consumer<Mismatch> to) {
            if (!matches(event)) {
                to.accept(new Mismatch("events", "no entry stands for the type '" + event.type() + "'"));
            }
        }
    }

    /** How an attribute is compared. */
    enum Comparison {
        EXACT("must be"),
        PREFIX("must begin with"),
        SUFFIX("must end with");

        private final String words;

        Comparison(String words) {
            this.words = words;
        }

        private boolean holds(String actual, String expected) {
            return switch (this) {
                case EXACT -> actual.equals(expected);
                case PREFIX -> actual.startsWith(expected);
                case SUFFIX -> actual.endsWith(expected);
            };
        }
    }

    /** One attribute of the event compares with a text; one that the event lacks does not. */
    record Attribute(String path, String name, Comparison comparison, String expected) implements FilterCondition {

        @Override
        public boolean matches(Event event) {
            String actual = value(event, name);
            return actual != null && comparison.holds(actual, expected);
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public void explain(Event event, Consumer<Mismatch> to) {
            if (!matches(event)) {
                String actual = value(event, name);
                String is = actual == null ? "the event has no such attribute" : "it is '" + actual + "'";
                to.accept(new Mismatch(path, comparison.words + " '" + expected + "', but " + is));
            }
        }
    }

    /** All parts hold. */
    record All(List<FilterCondition> parts) implements FilterCondition {

        @Override
        public boolean matches(Event event) {
            return parts.stream().allMatch(part -> part.matches(event));
        }

        @Override
        public int size() {
            return parts.stream().mapToInt(FilterCondition::size).sum();
        }

        @Override
        public void explain(Event event, Consumer<Mismatch> to) {
            parts.forEach(part -> part.explain(event, to));
        }
    }

    /** At least one part holds; where none does, each says why. */
    record AnyOf(List<FilterCondition> parts) implements FilterCondition {

        @Override
        public boolean matches(Event event) {
            return parts.stream().anyMatch(part -> part.matches(event));
        }

        @Override
        public int size() {
            return parts.stream().mapToInt(FilterCondition::size).sum();
        }

        @Override
        public void explain(Event event, Consumer<Mismatch> to) {
            if (!matches(event)) {
                parts.forEach(part -> part.explain(event, to));
            }
        }
    }

    /** The part does not hold. */
    record Not(String path, FilterCondition part) implements FilterCondition {

        @Override
        public boolean matches(Event event) {
            return !part.matches(event);
        }

        @Override
        public int size() {
            return part.size();
        }

        @Override
        public void explain(Event event, Consumer<Mismatch> to) {
            if (!matches(event)) {
                to.accept(new Mismatch(path, "excludes the event, because the filter inside matches it"));
            }
        }
    }

    /** An attribute of an event as text; null where the event has none of that name. */
    private static @Nullable String value(Event event, String name) {
        return Event.Attribute.named(name).map(attribute -> attribute.of(event)).orElse(null);
    }
}
