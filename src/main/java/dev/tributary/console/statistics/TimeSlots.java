package dev.tributary.console.statistics;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * The intervals that a chart shows, the last of which has not ended. They are those of the API, which leaves out the ones without
 * counts.
 *
 * @param now end of the last one
 * @param label writes the start of one in the time zone of the chart
 */
record TimeSlots(List<Instant> starts, Instant now, DateTimeFormatter label) {

    /** So many intervals, in UTC, of which the last one holds this moment. */
    static TimeSlots until(Instant now, Duration length, int count) {
        long seconds = length.toSeconds();
        Instant last = Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), seconds) * seconds);
        Instant first = last.minus(length.multipliedBy(count - 1L));
        return new TimeSlots(
                Stream.iterate(first, at -> at.plus(length)).limit(count).toList(),
                now,
                DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC));
    }

    /** Hours or days of a time zone, of which the first one holds {@code from}; a day may have 23 or 25 hours. */
    static TimeSlots of(Instant from, Instant now, ChronoUnit unit, ZoneId zone) {
        ZonedDateTime first = from.atZone(zone).truncatedTo(unit);
        String pattern = unit == ChronoUnit.DAYS ? "uuuu-MM-dd" : "MM-dd HH:mm";
        return new TimeSlots(
                Stream.iterate(first, at -> at.toInstant().isBefore(now), at -> at.plus(1, unit))
                        .map(ZonedDateTime::toInstant)
                        .toList(),
                now,
                DateTimeFormatter.ofPattern(pattern).withZone(zone));
    }

    Instant from() {
        return starts.get(0);
    }

    /** The minutes of an interval that have passed, at least one: a few seconds make no rate. */
    double minutes(Instant start) {
        int next = starts.indexOf(start) + 1;
        Instant end = next < starts.size() ? starts.get(next) : now;
        return Math.max(1, Duration.between(start, end).toMillis() / 60_000.0);
    }
}
