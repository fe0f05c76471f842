package dev.tributary.statistics;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Parts of a range of time, one behind the other, by the clock of a time zone. */
public final class Intervals {

    /** How long a part is. */
    public enum Length {
        FIVE_MINUTES("5m", Duration.ofDays(1), Duration.ofHours(1)),
        FIFTEEN_MINUTES("15m", Duration.ofDays(3), Duration.ofHours(6)),
        HOUR("hour", Duration.ofDays(31), Duration.ofDays(1)),
        DAY("day", Duration.ofDays(93), Duration.ofDays(30)),
        TOTAL("total", Duration.ofDays(93), Duration.ofDays(1));

        private final String wireName;
        private final Duration max;
        private final Duration usual;

        Length(String wireName, Duration max, Duration usual) {
            this.wireName = wireName;
            this.max = max;
            this.usual = usual;
        }

        /** The value of the parameter {@code interval}. */
        public String wireName() {
            return wireName;
        }

        /** The longest range that is divided so. */
        public Duration max() {
            return max;
        }

        /** The range where the client names none. */
        public Duration usual() {
            return usual;
        }

        private ZonedDateTime start(ZonedDateTime moment) {
            return switch (this) {
                case FIVE_MINUTES -> minutes(moment, 5);
                case FIFTEEN_MINUTES -> minutes(moment, 15);
                case HOUR -> moment.truncatedTo(ChronoUnit.HOURS);
                case DAY -> moment.toLocalDate().atStartOfDay(moment.getZone());
                case TOTAL -> moment;
            };
        }

        private static ZonedDateTime minutes(ZonedDateTime moment, int minutes) {
            return moment.truncatedTo(ChronoUnit.MINUTES).minusMinutes(moment.getMinute() % minutes);
        }

        /** Hours and minutes go by the time that has passed: a change of the clock leaves none out. */
        private ZonedDateTime next(ZonedDateTime start, Instant end) {
            return switch (this) {
                case FIVE_MINUTES -> start.plusMinutes(5);
                case FIFTEEN_MINUTES -> start.plusMinutes(15);
                case HOUR -> start.plusHours(1);
                case DAY -> start.toLocalDate().plusDays(1).atStartOfDay(start.getZone());
                case TOTAL -> end.atZone(start.getZone());
            };
        }
    }

    private final Instant from;
    private final Instant before;
    private final List<Instant> starts = new ArrayList<>();
    private final long[] startSeconds;

    /** @param before later than {@code from} */
    public Intervals(Length length, ZoneId zone, Instant from, Instant before) {
        this.from = from;
        this.before = before;
        ZonedDateTime start = length.start(from.atZone(zone));
        while (start.toInstant().isBefore(before)) {
            starts.add(start.toInstant());
            start = length.next(start, before);
        }
        this.startSeconds = starts.stream().mapToLong(Instant::getEpochSecond).toArray();
    }

    public Instant from() {
        return from;
    }

    public Instant before() {
        return before;
    }

    /** The part to which a moment belongs; -1 where it lies outside of the range. */
    int of(long epochSecond) {
        if (epochSecond < from.getEpochSecond() || epochSecond >= before.getEpochSecond()) {
            return -1;
        }
        int at = Arrays.binarySearch(startSeconds, epochSecond);
        return at >= 0 ? at : -at - 2;
    }

    Instant start(int part) {
        return starts.get(part);
    }
}
