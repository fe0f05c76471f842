package dev.tributary.console.overview;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The intervals that a chart shows, the last of which has not ended.
 *
 * @param from start of the first one
 * @param now end of the last one
 */
record TimeSlots(Instant from, Instant now, Duration length) {

    /** So many intervals, of which the last one holds this moment. */
    static TimeSlots until(Instant now, Duration length, int count) {
        long seconds = length.toSeconds();
        Instant last = Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), seconds) * seconds);
        return new TimeSlots(last.minus(length.multipliedBy(count - 1L)), now, length);
    }

    List<Instant> starts() {
        return Stream.iterate(from, at -> at.isBefore(now), at -> at.plus(length))
                .toList();
    }

    /** The minutes of an interval that have passed, at least one: a few seconds make no rate. */
    double minutes(Instant start) {
        Instant end = start.plus(length);
        return Math.max(
                1, Duration.between(start, end.isBefore(now) ? end : now).toMillis() / 60_000.0);
    }
}
