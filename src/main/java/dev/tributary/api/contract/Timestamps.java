package dev.tributary.api.contract;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/** Timestamps as clients send them. */
public final class Timestamps {

    private Timestamps() {}

    /** From a moment to before another one that has passed. */
    public record Range(Instant from, Instant before) {}

    /** Reads {@code from} and {@code before} of a body; a wrong order is reported together with the other faults. */
    public static Range range(RequestFields sent, Instant now) {
        Instant from = moment(sent, "from");
        Instant before = moment(sent, "before");
        if (!from.isBefore(before)) {
            sent.fault("before", "must be later than from");
        } else if (before.isAfter(now)) {
            sent.fault("before", "must not be in the future");
        }
        return new Range(from, before);
    }

    private static Instant moment(RequestFields sent, String name) {
        Instant moment = sent.moment(name);
        return moment == null ? Instant.EPOCH : moment.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Reads an RFC 3339 timestamp.
     *
     * @throws DateTimeException if the text is none; its years are 0000 to 9999, which every store can hold
     * @see <a href="https://www.rfc-editor.org/rfc/rfc3339#section-5.6">RFC 3339, section 5.6</a>
     */
    public static Instant parse(String text) {
        OffsetDateTime time = OffsetDateTime.parse(text);
        if (time.getYear() < 0 || time.getYear() > 9999) {
            throw new DateTimeException("the year is not one of 0000 to 9999");
        }
        return time.toInstant();
    }
}
