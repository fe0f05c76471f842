package dev.tributary.ingest;

import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.statistics.StatisticKind;
import dev.tributary.statistics.Tallies;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts calls by source and verdict. A counter is looked up in the registry once; the statistics take what was counted since
 * the last time.
 */
final class CallCounts {

    private record Key(String tenant, String provider, String sourceId, Verdict verdict) {}

    private record Counted(Counter all, LongAdder since) {}

    private final MeterRegistry metrics;
    private final Map<Key, Counted> counters = new ConcurrentHashMap<>();

    /** @param providers whose counters are registered now: Prometheus sees an increase only of a counter that it has scraped before */
    CallCounts(MeterRegistry metrics, Stream<String> providers) {
        this.metrics = metrics;
        providers.forEach(provider -> Stream.of(Verdict.values()).forEach(verdict -> counter(provider, verdict)));
    }

    void add(String tenant, String provider, String sourceId, Verdict verdict) {
        Counted counted = counters.computeIfAbsent(new Key(tenant, provider, sourceId, verdict), this::counted);
        counted.all().increment();
        counted.since().increment();
    }

    /** Moves what was counted since the last time into the statistics, as of this moment. */
    void collect(Tallies tallies, Instant at) {
        counters.forEach((key, counted) -> {
            long calls = counted.since().sumThenReset();
            if (calls > 0) {
                tallies.add(
                        StatisticKind.CALLS,
                        key.tenant(),
                        at,
                        0,
                        calls,
                        key.provider(),
                        key.sourceId(),
                        key.verdict().wireName());
            }
        });
    }

    private Counted counted(Key key) {
        return new Counted(counter(key.provider(), key.verdict()), new LongAdder());
    }

    private Counter counter(String provider, Verdict verdict) {
        return Counter.builder("tributary.calls")
                .description("Calls of providers by the verdict on them")
                .tag("provider", provider)
                .tag("verdict", verdict.wireName())
                .register(metrics);
    }
}
