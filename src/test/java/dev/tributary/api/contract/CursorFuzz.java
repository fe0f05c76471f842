package dev.tributary.api.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;

/** Reads a text as a cursor and as a timestamp of a query. */
public final class CursorFuzz {

    private static final String LISTED = "default /api/v1/events {}";

    private CursorFuzz() {}

    /** Fails if a cursor of another list is taken, or a position does not come back as it was written. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, UTF_8);
        try {
            String position = Cursor.read(LISTED, text);
            if (!Cursor.read(LISTED, Cursor.write(LISTED, position)).equals(position)) {
                throw new AssertionError(position);
            }
        } catch (IllegalArgumentException refused) {
            // as it must
        }
        if (text.matches("[!-~]{1,200}")
                && !Cursor.read(LISTED, Cursor.write(LISTED, text)).equals(text)) {
            throw new AssertionError(text);
        }
        try {
            Instant moment = Timestamps.parse(text);
            if (moment.isBefore(Instant.parse("-0001-12-31T00:00:00Z"))
                    || moment.isAfter(Instant.parse("+10000-01-02T00:00:00Z"))) {
                throw new AssertionError(moment);
            }
        } catch (DateTimeException refused) {
            // as it must
        }
    }
}
