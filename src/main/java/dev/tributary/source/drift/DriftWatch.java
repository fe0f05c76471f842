package dev.tributary.source.drift;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.source.drift.WatchedSource.Counts;
import dev.tributary.source.drift.WatchedSource.Name;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks at the shape of each verified payload on its way. What it counts is in memory until the worker stores it, once a minute,
 * so that a crash loses the counts of up to a minute.
 */
public final class DriftWatch {

    /** With calls in the last ten minutes. Payloads of further sources are not compared. */
    private static final int MAX_SOURCES = 1_000;

    private static final int IDLE_ROUNDS = 10;

    private final Map<String, WatchedSource> sources = new ConcurrentHashMap<>();
    private final AtomicInteger held = new AtomicInteger();
    private final Counter skipped;

    DriftWatch(MeterRegistry metrics) {
        this.skipped = Counter.builder("tributary.drift.skipped")
                .description(
                        "Payloads that were not compared with earlier ones, because memory held too many shapes or sources")
                .register(metrics);
    }

    /**
     * Counts a payload. Takes about a microsecond where its shape is known, waits for nothing and asks no store.
     *
     * @param event the provider's name for it
     * @param payload what became one event: of a call with several events, one element
     */
    public void seen(String tenant, String provider, String sourceId, String event, JsonNode payload) {
        WatchedSource source = sources.get(sourceId);
        if (source == null && sources.size() < MAX_SOURCES) {
            source = sources.computeIfAbsent(sourceId, id -> new WatchedSource(new Name(tenant, provider, id), held));
        }
        if (source == null || !source.seen(event, payload)) {
            skipped.increment();
        }
    }

    /** The counts since the last time, by source. For one thread. */
    List<Counts> drain() {
        List<Counts> all = new ArrayList<>();
        for (WatchedSource source : sources.values()) {
            Counts counts = source.drain();
            if (counts != null) {
                all.add(counts);
            }
        }
        sources.values().removeIf(source -> source.idleRounds() > IDLE_ROUNDS);
        return all;
    }

    /** The sources that had calls in the last ten minutes. */
    Set<String> active() {
        return sources.keySet();
    }
}
