package dev.tributary.ingest;

import dev.tributary.receipt.Receipt.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts calls by provider and verdict. A counter is looked up in the registry once. */
final class CallCounts {

    private record Key(String provider, Verdict verdict) {}

    private final MeterRegistry metrics;
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

    CallCounts(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    void add(String provider, Verdict verdict) {
        counters.computeIfAbsent(new Key(provider, verdict), this::counter).increment();
    }

    private Counter counter(Key key) {
        return Counter.builder("tributary.calls")
                .description("Calls of providers by the verdict on them")
                .tag("provider", key.provider())
                .tag("verdict", key.verdict().wireName())
                .register(metrics);
    }
}
