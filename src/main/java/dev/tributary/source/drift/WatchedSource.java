package dev.tributary.source.drift;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The shapes that one source has sent lately, and how often. For several threads. */
final class WatchedSource {

    /** Of all sources, so that memory has a bound; some 50 MB. */
    static final int MAX_FIELDS_HELD = 500_000;

    private static final int MAX_SHAPES = 256;

    /** Which source. */
    record Name(String tenant, String provider, String id) {}

    /** The payloads of a source since they were last asked for, by event. */
    record Counts(Name source, Map<String, EventCounts> events) {

        Counts plus(Counts others) {
            others.events().forEach((event, counts) -> events.merge(event, counts, EventCounts::add));
            return this;
        }
    }

    private record ShapeOf(String event, long hash) {}

    private record Seen(Set<Field> fields, LongAdder calls) {}

    private final Name name;
    private final AtomicInteger held;
    private final Map<ShapeOf, Seen> shapes = new ConcurrentHashMap<>();
    private int idleRounds;

    /** @param held counts the fields that all sources hold */
    WatchedSource(Name name, AtomicInteger held) {
        this.name = name;
        this.held = held;
    }

    /** Counts a payload; false where it is not compared, because there are too many shapes already. */
    boolean seen(String event, JsonNode payload) {
        var shape = new ShapeOf(event, Shape.hash(payload));
        Seen known = shapes.get(shape);
        if (known == null) {
            return add(shape, payload);
        }
        known.calls().increment();
        return true;
    }

    private boolean add(ShapeOf shape, JsonNode payload) {
        if (shapes.size() >= MAX_SHAPES || held.get() >= MAX_FIELDS_HELD) {
            return false;
        }
        var fresh = new Seen(Shape.fields(payload), new LongAdder());
        fresh.calls().increment();
        Seen before = shapes.putIfAbsent(shape, fresh);
        if (before == null) {
            held.addAndGet(fresh.fields().size());
        } else {
            before.calls().increment();
        }
        return true;
    }

    /** The counts since the last time; null for none. A shape that did not come since then is forgotten. For one thread. */
    @Nullable
    Counts drain() {
        Map<String, EventCounts> events = new HashMap<>();
        shapes.forEach((shape, seen) -> {
            long calls = seen.calls().sumThenReset();
            if (calls > 0) {
                events.computeIfAbsent(shape.event(), event -> new EventCounts())
                        .add(calls, seen.fields());
            } else if (shapes.remove(shape, seen)) {
                held.addAndGet(-seen.fields().size());
            }
        });
        idleRounds = events.isEmpty() ? idleRounds + 1 : 0;
        return events.isEmpty() ? null : new Counts(name, events);
    }

    /** How often in a row there was nothing to count. */
    int idleRounds() {
        return idleRounds;
    }
}
