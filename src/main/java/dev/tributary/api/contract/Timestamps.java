package dev.tributary.api.contract;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Timestamps as clients send them. */
public final class Timestamps {

    private Timestamps() {}

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
