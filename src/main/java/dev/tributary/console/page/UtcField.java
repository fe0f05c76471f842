package dev.tributary.console.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A field for date and time: a browser sends it without a zone. Its label says that it is in UTC. */
public final class UtcField {

    private static final DateTimeFormatter VALUE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm").withZone(ZoneOffset.UTC);
    private static final int WITHOUT_SECONDS = "2026-03-02T09:15".length();

    private UtcField() {}

    /** What the field shows of a moment: its minute. */
    public static String of(Instant moment) {
        return VALUE.format(moment);
    }

    /** The value in the form of the API. Any other text is passed on, and the API says what is wrong with it. */
    public static String read(String value) {
        if (!value.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?")) {
            return value;
        }
        return value.length() == WITHOUT_SECONDS ? value + ":00Z" : value + 'Z';
    }
}
