package dev.tributary.source.drift;

import dev.tributary.source.drift.DriftFinding.Change;
import dev.tributary.source.drift.KnownSource.Found;
import dev.tributary.source.drift.KnownSource.Learned;
import dev.tributary.source.drift.WatchedSource.Counts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what was counted with what is known of each source: new events and fields once a minute, vanished ones every ten
 * minutes, by the counts of all gateways. What the store does not take is kept and stored by a later round.
 *
 * <p>Where the store took a part of a write before it failed, the later round counts that part twice. This is accepted: the payloads of
 * an event and their fields are counted in one update of one document, so that the shares that are compared stay right, and a change is
 * found all the same. Only the number of payloads that a finding shows may be too high for that day.
 */
final class DriftWork {

    private static final Logger log = LoggerFactory.getLogger(DriftWork.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int ROUNDS_TO_CHECK = 10;
    private static final int CHUNK = 100;
    private static final int MAX_LINES = 20;

    private final DriftWatch watch;
    private final DriftStore store;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Map<String, KnownSource> known = new HashMap<>();
    private final Map<String, Counts> pending = new LinkedHashMap<>();
    private int rounds;

    /** @param providers whose counters are registered now: Prometheus sees an increase only of a counter that it has scraped before */
    DriftWork(DriftWatch watch, DriftStore store, Stream<String> providers, Clock clock, MeterRegistry metrics) {
        this.watch = watch;
        this.store = store;
        this.clock = clock;
        this.metrics = metrics;
        providers.forEach(provider -> Stream.of(Change.values()).forEach(change -> counter(provider, change)));
    }

    Duration round() {
        flush();
        rounds++;
        if (rounds % ROUNDS_TO_CHECK == 0) {
            check();
        }
        return EVERY;
    }

    /** Stores what was counted since the last time, and says what is new in it. */
    synchronized void flush() {
        for (Counts counts : watch.drain()) {
            pending.merge(counts.source().id(), counts, Counts::plus);
        }
        for (List<Counts> chunk : chunks(pending.values())) {
            store(chunk);
            chunk.forEach(counts -> pending.remove(counts.source().id()));
        }
        known.keySet().retainAll(watch.active());
    }

    private void store(List<Counts> chunk) {
        Set<String> unknown = new HashSet<>();
        chunk.forEach(counts -> unknown.add(counts.source().id()));
        unknown.removeAll(known.keySet());
        known.putAll(unknown.isEmpty() ? Map.of() : store.load(unknown));
        List<Learned> learned = new ArrayList<>();
        Map<Found, Long> found = new LinkedHashMap<>();
        for (Counts counts : chunk) {
            KnownSource source = known.computeIfAbsent(counts.source().id(), id -> new KnownSource(counts.source()));
            learned.addAll(source.learn(counts.events(), found));
        }
        try {
            store.report(clock.instant(), today(), found); // first: what is known is not found again
            store.add(clock.instant(), today(), learned);
        } catch (RuntimeException e) {
            chunk.forEach(counts -> known.remove(counts.source().id())); // it knows what the store may not
            throw e;
        }
        say(found.keySet());
    }

    /** Looks for fields that have vanished, and takes over what other gateways have learned. */
    synchronized void check() {
        LocalDate today = today();
        for (List<String> chunk : chunks(known.keySet())) {
            Map<Found, Long> totals = new LinkedHashMap<>();
            store.load(chunk).forEach((id, loaded) -> {
                KnownSource before = known.get(id);
                if (before != null) {
                    loaded.continues(before);
                }
                totals.putAll(loaded.totals(today));
                store.removeDays(loaded, today);
                loaded.events().values().forEach(KnownSource.Event::forgetDays);
                known.put(id, loaded);
            });
            store.report(clock.instant(), today, totals);
            say(totals.keySet());
        }
    }

    private Counter counter(String provider, Change change) {
        return Counter.builder("tributary.drift")
                .description(
                        "Changes of providers' payloads: events and fields never seen before, and fields that vanished")
                .tag("provider", provider)
                .tag("change", change.wireName())
                .register(metrics);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** Once for each finding of a day. */
    private void say(Collection<Found> found) {
        int lines = 0;
        for (Found one : found) {
            KnownSource source = known.get(one.source().id());
            if (source == null || !source.remember(today(), one)) {
                continue;
            }
            counter(one.source().provider(), one.change()).increment();
            if (lines < MAX_LINES) {
                log.info(
                        "{}, source {}: {}",
                        one.source().provider(),
                        one.source().id(),
                        text(one));
            }
            lines++;
        }
        if (lines > MAX_LINES) {
            log.info("{} further changes of payloads are listed under /api/v1/drift", lines - MAX_LINES);
        }
    }

    private static String text(Found found) {
        Field field = found.field();
        String where = field == null ? "" : field.path() + " (" + field.kind() + ')';
        return switch (found.change()) {
            case NEW_EVENT -> "the event " + found.event() + " was never seen before";
            case NEW_FIELD -> "the event " + found.event() + " never had the field " + where + " before";
            case VANISHED_FIELD ->
                "the event " + found.event() + " has the field " + where
                        + " no longer, which nearly all had in the last seven days";
        };
    }

    private static <T> List<List<T>> chunks(Collection<T> all) {
        List<T> list = List.copyOf(all);
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < list.size(); from += CHUNK) {
            chunks.add(list.subList(from, Math.min(from + CHUNK, list.size())));
        }
        return chunks;
    }
}
