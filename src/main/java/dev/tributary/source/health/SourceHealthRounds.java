package dev.tributary.source.health;

import dev.tributary.source.Source;
import dev.tributary.source.SourceDirectory;
import dev.tributary.source.health.CallTimes.Calls;
import dev.tributary.source.registration.Registration;
import dev.tributary.source.registration.Registrations;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all sources once a minute. Each gateway notes the calls that it has stored; one gateway compares, and tells what has
 * changed. What it has not told when it ends is told by another one.
 */
final class SourceHealthRounds {

    private static final Logger log = LoggerFactory.getLogger(SourceHealthRounds.class);
    private static final int PAGE = 200;

    private final SourceDirectory sources;
    private final Registrations registrations;
    private final SourceHealthStore store;
    private final CallTimes calls;
    private final SourceNotices notices;
    private final Silence silence;
    private final BooleanSupplier first;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** @param first whether this gateway does what one gateway has to do */
    SourceHealthRounds(
            SourceDirectory sources,
            Registrations registrations,
            SourceHealthStore store,
            CallTimes calls,
            SourceNotices notices,
            Silence silence,
            BooleanSupplier first,
            Clock clock,
            MeterRegistry metrics) {
        this.sources = sources;
        this.registrations = registrations;
        this.store = store;
        this.calls = calls;
        this.notices = notices;
        this.silence = silence;
        this.first = first;
        this.clock = clock;
        this.metrics = metrics;
    }

    Duration round() {
        Map<String, Source> present = new HashMap<>();
        sources.all().forEach(source -> present.put(source.id(), source));
        Map<String, SourceHealth> known = known(present);
        Map<String, Calls> noted = calls.drain();
        if (!noted.isEmpty()) {
            store.called(noted, known);
            known = store.all();
        }
        if (first.getAsBoolean()) {
            compare(present, known);
        }
        count(store.all().values());
        return silence.every();
    }

    private Map<String, SourceHealth> known(Map<String, Source> present) {
        Map<String, SourceHealth> known = store.all();
        Map<String, String> fresh = new TreeMap<>();
        present.values().stream()
                .filter(source -> !known.containsKey(source.id()))
                .forEach(source -> fresh.put(source.id(), source.tenant()));
        if (fresh.isEmpty()) {
            return known;
        }
        store.add(fresh, now());
        return store.all();
    }

    private void compare(Map<String, Source> present, Map<String, SourceHealth> known) {
        Map<String, List<String>> differences = differences(present);
        known.forEach((id, health) -> {
            Source source = present.get(id);
            if (source != null) {
                tryToCompare(source, health, differences.getOrDefault(id, List.of()));
            } else if (sources.isFresh() && !sources.isUnusable(id)) {
                store.remove(id);
            }
        });
    }

    /** What fails for one source is done in the next round, and does not end this one. */
    private void tryToCompare(Source source, SourceHealth health, List<String> differences) {
        try {
            compare(source, health, differences);
        } catch (RuntimeException e) {
            log.warn(
                    "The health of source {} was not compared; the next round repeats it: {}",
                    source.id(),
                    e.toString());
        }
    }

    private void compare(Source source, SourceHealth health, List<String> differences) {
        List<String> reasons = new ArrayList<>(source.enabled() ? differences : List.of());
        if (source.enabled() && silence.isSilent(health, now())) {
            reasons.add(SourceHealth.SILENT);
        }
        SourceHealth current = health;
        if (!reasons.equals(health.reasons()) && store.change(health, reasons, now())) {
            current = store.find(source.tenant(), List.of(source.id())).stream()
                    .findFirst()
                    .orElse(health);
            if (reasons.isEmpty()) {
                log.info("Source {} is healthy again", source.id());
            } else {
                log.warn("Source {} is unhealthy: {}", source.id(), reasons);
            }
        }
        if (!current.told() && notices.tell(source, current)) {
            store.told(current);
        }
    }

    /** Of registered sources, as far as they are known. */
    private Map<String, List<String>> differences(Map<String, Source> present) {
        Map<String, List<String>> all = new HashMap<>();
        @Nullable String after = null;
        List<Registration> page;
        do {
            page = registrations.all(after, PAGE);
            for (Registration registration : page) {
                Source source = present.get(registration.sourceId());
                if (source != null) {
                    List<String> differences = registrations.differences(registration, source);
                    // the source in memory may be older than the registration, without its new secret
                    boolean isSure = differences.isEmpty();
                    all.put(registration.sourceId(), isSure ? differences : registrations.differences(registration));
                }
                after = registration.sourceId();
            }
        } while (page.size() == PAGE);
        return all;
    }

    private void count(Collection<SourceHealth> all) {
        Map<String, Integer> now = new HashMap<>();
        all.forEach(health -> health.reasons().forEach(reason -> now.merge(reason, 1, Integer::sum)));
        counts.replaceAll((reason, before) -> now.getOrDefault(reason, 0));
        now.forEach((reason, count) -> {
            if (counts.put(reason, count) == null) {
                Gauge.builder("tributary.sources.unhealthy", counts, current -> current.getOrDefault(reason, 0))
                        .description("Sources that are not healthy, by the reason")
                        .tag("reason", reason)
                        .register(metrics);
            }
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
