package dev.tributary.mongo.connection;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How long the parts of start-up took, in the order in which they ended. */
public final class StartupTimes {

    private final Map<String, Duration> parts = Collections.synchronizedMap(new LinkedHashMap<>());

    /** Runs a part of start-up and notes the time for it. */
    public <T> T measure(String part, Supplier<T> work) {
        long begin = System.nanoTime();
        T value = work.get();
        parts.put(part, Duration.ofNanos(System.nanoTime() - begin));
        return value;
    }

    public Map<String, Duration> parts() {
        return new LinkedHashMap<>(parts);
    }
}
