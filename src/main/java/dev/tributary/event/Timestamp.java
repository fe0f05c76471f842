package dev.tributary.event;

import static java.time.ZoneOffset.UTC;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;

/**
 * Moments as events carry them: RFC 3339 in UTC with milliseconds, or finer where the moment is finer. A
 * {@code DateTimeFormatter} gives the same text, but costs several times as much, and every event has two of them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3339#section-5.6">RFC 3339, section 5.6</a>
 */
public final class Timestamp {

    private static final int LENGTH_TO_SECONDS = "2016-08-16T12:10:22".length();
    private static final int MIN_DIGITS = 3;

    private Timestamp() {}

    /** @param moment of the years 0 to 9999 */
    public static String text(Instant moment) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(moment.getEpochSecond(), moment.getNano(), UTC);
        var out = new StringBuilder(30);
        append(out, utc.getYear(), 1000);
        append(out.append('-'), utc.getMonthValue(), 10);
        append(out.append('-'), utc.getDayOfMonth(), 10);
        append(out.append('T'), utc.getHour(), 10);
        append(out.append(':'), utc.getMinute(), 10);
        append(out.append(':'), utc.getSecond(), 10);
        append(out.append('.'), utc.getNano(), 100_000_000);
        int end = out.length();
        while (end > LENGTH_TO_SECONDS + 1 + MIN_DIGITS && out.charAt(end - 1) == '0') {
            end--;
        }
        out.setLength(end);
        return out.append('Z').toString();
    }

    /**
     * The moment of such a text, or of another in RFC 3339.
     *
     * @throws java.time.DateTimeException if it is none
     */
    public static Instant parse(String text) {
        boolean written =
                text.length() == LENGTH_TO_SECONDS + 1 + MIN_DIGITS + 1 && text.endsWith("Z") && text.charAt(10) == 'T';
        try {
            return written ? milliseconds(text) : OffsetDateTime.parse(text).toInstant();
        } catch (NumberFormatException e) {
            throw new DateTimeException(text + " is not a moment", e);
        }
    }

    private static Instant milliseconds(String text) {
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, 19),
                        number(text, 20, 23) * 1_000_000)
                .toInstant(UTC);
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static void append(StringBuilder out, int number, int unit) {
        for (int rest = unit; rest > 0; rest /= 10) {
            out.append((char) ('0' + number / rest % 10));
        }
    }
}
