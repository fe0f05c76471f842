package dev.tributary.source.drift;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** How many payloads of one event were counted, and how many of them had each field. For one thread. */
final class EventCounts {

    private long calls;
    private final Map<Field, Long> fields = new HashMap<>();

    long calls() {
        return calls;
    }

    Map<Field, Long> fields() {
        return fields;
    }

    void add(long count, Collection<Field> having) {
        calls += count;
        having.forEach(field -> fields.merge(field, count, Long::sum));
    }

    EventCounts add(EventCounts others) {
        calls += others.calls;
        others.fields.forEach((field, count) -> fields.merge(field, count, Long::sum));
        return this;
    }
}
