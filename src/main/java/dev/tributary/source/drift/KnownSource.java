package dev.tributary.source.drift;

import dev.tributary.source.drift.DriftFinding.Change;
import dev.tributary.source.drift.WatchedSource.Name;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a source has sent so far: its events, and the fields of each. For one thread. */
final class KnownSource {

    /** So many payloads teach what is usual before anything counts as a change. */
    static final int ENOUGH = 50;
    /** Days that a day is compared with. */
    static final int DAYS = 7;

    private static final int MAX_FIELDS = 2_000;

    /** One event of the source, by days for the last {@link #DAYS} and today. */
    static final class Event {

        private long calls;
        private final Set<Field> fields = new HashSet<>();
        private final Map<LocalDate, EventCounts> days = new HashMap<>();

        Event(long calls, Set<Field> fields, Map<LocalDate, EventCounts> days) {
            this.calls = calls;
            this.fields.addAll(fields);
            this.days.putAll(days);
        }

        /** Takes the days out of memory; a comparison reads them again. */
        void forgetDays() {
            days.clear();
        }

        /** The days that no comparison needs any more. */
        List<LocalDate> ended(LocalDate today) {
            return days.keySet().stream()
                    .filter(day -> day.isBefore(today.minusDays(DAYS)))
                    .toList();
        }

        /** Payloads of a day with a field; null for all of them. */
        long callsOf(LocalDate day, @Nullable Field field) {
            EventCounts counts = days.getOrDefault(day, new EventCounts());
            return field == null ? counts.calls() : counts.fields().getOrDefault(field, 0L);
        }

        /** Fields that nine of ten payloads of the last days had, and none of today's. Of those inside each other, the outermost. */
        Set<Field> vanished(LocalDate today) {
            var before = new EventCounts();
            for (int i = 1; i <= DAYS; i++) {
                before.add(days.getOrDefault(today.minusDays(i), new EventCounts()));
            }
            EventCounts now = days.getOrDefault(today, new EventCounts());
            Set<Field> vanished = new LinkedHashSet<>();
            if (now.calls() >= ENOUGH && before.calls() >= ENOUGH) {
                before.fields().forEach((field, count) -> {
                    if (count * 10 >= before.calls() * 9 && !now.fields().containsKey(field)) {
                        vanished.add(field);
                    }
                });
            }
            Set<Field> all = Set.copyOf(vanished);
            vanished.removeIf(field -> all.stream().anyMatch(field::isWithin));
            return vanished;
        }
    }

    /**
     * What a flush adds to an event.
     *
     * @param fields those that it never had
     */
    record Learned(Name source, String event, EventCounts counts, Set<Field> fields) {}

    /** @param field null for the event itself */
    record Found(
            Name source,
            Change change,
            String event,
            @Nullable Field field) {}

    private final Name name;
    private final Map<String, Event> events = new HashMap<>();
    private final Set<Found> foundToday = new LinkedHashSet<>();
    private LocalDate day = LocalDate.MIN;

    KnownSource(Name name) {
        this.name = name;
    }

    Name name() {
        return name;
    }

    Map<String, Event> events() {
        return events;
    }

    /** Takes over what was found today by the one that was in memory before. */
    void continues(KnownSource before) {
        day = before.day;
        foundToday.addAll(before.foundToday);
    }

    /** Remembers what was found on a day; false if it was found on that day before. */
    boolean remember(LocalDate today, Found found) {
        if (!today.equals(day)) {
            foundToday.clear();
            day = today;
        }
        return foundToday.add(found);
    }

    /** What was found today, and the fields that have vanished, with the payloads of the day. Needs the days from the store. */
    Map<Found, Long> totals(LocalDate today) {
        Map<Found, Long> totals = new LinkedHashMap<>();
        if (today.equals(day)) {
            for (Found found : foundToday) {
                Event event = events.get(found.event());
                if (event != null) {
                    boolean all = found.change() == Change.VANISHED_FIELD;
                    totals.put(found, event.callsOf(today, all ? null : found.field()));
                }
            }
        }
        events.forEach((eventName, event) -> event.vanished(today)
                .forEach(field -> totals.put(
                        new Found(name, Change.VANISHED_FIELD, eventName, field), event.callsOf(today, null))));
        return totals;
    }

    /**
     * Learns what a flush brings: what is new becomes known, and is found once. Beyond 2,000 fields no further ones are learned.
     *
     * @param found takes what was found, with the number of payloads
     */
    List<Learned> learn(Map<String, EventCounts> counts, Map<Found, Long> found) {
        List<Learned> learned = new ArrayList<>();
        long callsBefore =
                events.values().stream().mapToLong(event -> event.calls).sum();
        int left = MAX_FIELDS
                - events.values().stream()
                        .mapToInt(event -> event.fields.size())
                        .sum();
        for (Map.Entry<String, EventCounts> one : counts.entrySet()) {
            Event event = events.get(one.getKey());
            Set<Field> fresh = fresh(event, one.getValue(), left);
            left -= fresh.size();
            if (event == null && fresh.isEmpty()) {
                continue;
            }
            if (event == null && callsBefore >= ENOUGH) {
                found.put(
                        new Found(name, Change.NEW_EVENT, one.getKey(), null),
                        one.getValue().calls());
            } else if (event != null && event.calls >= ENOUGH) {
                fresh.forEach(field -> found.put(
                        new Found(name, Change.NEW_FIELD, one.getKey(), field),
                        one.getValue().fields().getOrDefault(field, 0L)));
            }
            learned.add(add(one.getKey(), one.getValue(), fresh));
        }
        return learned;
    }

    private Learned add(String eventName, EventCounts counts, Set<Field> fresh) {
        Event event = events.computeIfAbsent(eventName, first -> new Event(0, Set.of(), Map.of()));
        event.calls += counts.calls();
        event.fields.addAll(fresh);
        counts.fields().keySet().retainAll(event.fields);
        return new Learned(name, eventName, counts, fresh);
    }

    private static Set<Field> fresh(@Nullable Event event, EventCounts counts, int max) {
        Set<Field> fresh = new LinkedHashSet<>();
        for (Field field : counts.fields().keySet()) {
            if (fresh.size() < max && (event == null || !event.fields.contains(field))) {
                fresh.add(field);
            }
        }
        return fresh;
    }
}
