package dev.tributary.mapping.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a provider writes moments: {@code epoch_millis}, {@code epoch} (seconds below 100000000000, else milliseconds),
 * {@code rfc3339}, {@code iso8601} (the same with a blank for the T, a comma for the point, or an offset without colon or
 * minutes), or a pattern with an offset. A text of another form, a day that is not in the calendar, a year before 1970 or after
 * 9999, and zero, which providers send for "none", count as absent.
 */
public final class TimeFormat {

    private static final BigDecimal FIRST_MILLISECONDS = BigDecimal.valueOf(100_000_000_000L);
    private static final BigDecimal YEAR_10000 = BigDecimal.valueOf(253_402_300_800L);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}(\\.[0-9]{1,9})?");
    private static final int MAX_SCALE = 100;
    /** Date, time, decimals, sign or Z, hours and minutes of the offset. Digits behind the ninth are finer than any clock. */
    private static final Pattern ISO_8601 = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt]| {1,2})"
            + "([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,]([0-9]{1,9})[0-9]{0,9})? ?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)");

    private enum Kind {
        EPOCH_MILLIS,
        EPOCH,
        ISO_8601,
        TEXT
    }

    private final Kind kind;
    private final @Nullable DateTimeFormatter pattern;

    private TimeFormat(Kind kind, @Nullable DateTimeFormatter pattern) {
        this.kind = kind;
        this.pattern = pattern;
    }

    /** @throws IllegalArgumentException if it is neither a name nor a pattern that gives a moment */
    static TimeFormat of(String name) {
        return switch (name) {
            case "epoch_millis" -> new TimeFormat(Kind.EPOCH_MILLIS, null);
            case "epoch" -> new TimeFormat(Kind.EPOCH, null);
            case "iso8601" -> new TimeFormat(Kind.ISO_8601, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
            case "rfc3339" -> new TimeFormat(Kind.TEXT, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
            default -> new TimeFormat(Kind.TEXT, tried(name));
        };
    }

    @Nullable
    Instant read(JsonNode value) {
        if (pattern != null) {
            String text = value.isTextual() ? written(value.textValue()) : null;
            return text == null ? null : parsed(text, pattern);
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return moment(value.longValue());
        }
        BigDecimal number = number(value);
        if (number == null) {
            return null;
        }
        boolean milliseconds = kind == Kind.EPOCH_MILLIS || number.compareTo(FIRST_MILLISECONDS) >= 0;
        return moment(milliseconds ? number.movePointLeft(3) : number);
    }

    /** A text as its formatter reads it; null if it is none. */
    private @Nullable String written(String text) {
        if (kind != Kind.ISO_8601) {
            return text;
        }
        Matcher parts = ISO_8601.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        String decimals = parts.group(3) == null ? "" : "." + parts.group(3);
        return parts.group(1) + "T" + parts.group(2) + decimals + offset(parts.group(4));
    }

    private static String offset(String written) {
        String digits = written.replace(":", "");
        return digits.length() == 1
                ? "Z"
                : digits.substring(0, 3) + ":" + (digits.length() == 3 ? "00" : digits.substring(3));
    }

    private @Nullable Instant moment(long number) {
        boolean milliseconds = kind == Kind.EPOCH_MILLIS || number >= FIRST_MILLISECONDS.longValue();
        long seconds = milliseconds ? number / 1000 : number;
        if (number <= 0 || seconds >= YEAR_10000.longValue()) {
            return null;
        }
        return milliseconds ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
    }

    private static @Nullable Instant parsed(String text, DateTimeFormatter pattern) {
        try {
            Instant moment = pattern.parse(text, Instant::from);
            BigDecimal seconds = BigDecimal.valueOf(moment.getEpochSecond());
            return seconds.signum() >= 0 && seconds.compareTo(YEAR_10000) < 0 ? moment : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Instant moment(BigDecimal seconds) {
        if (seconds.signum() <= 0 || seconds.compareTo(YEAR_10000) >= 0) {
            return null;
        }
        long whole = seconds.longValue();
        long nanos =
                seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue();
        return Instant.ofEpochSecond(whole, nanos);
    }

    private static @Nullable BigDecimal number(JsonNode value) {
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            return Math.abs((long) number.scale()) <= MAX_SCALE ? number : null;
        }
        return value.isTextual() && NUMBER.matcher(value.textValue()).matches()
                ? new BigDecimal(value.textValue())
                : null;
    }

    private static DateTimeFormatter tried(String pattern) {
        try {
            DateTimeFormatter format = new DateTimeFormatterBuilder()
                    .appendPattern(pattern)
                    .parseDefaulting(ChronoField.ERA, IsoEra.CE.getValue()) // what "yyyy" needs to be strict
                    .toFormatter(Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT); // refuses 30 February
            format.parse(format.withZone(ZoneOffset.UTC).format(Instant.EPOCH), Instant::from);
            return format;
        } catch (RuntimeException e) { // some patterns with padding end in a ClassCastException
            throw new IllegalArgumentException("'" + pattern
                    + "' must be epoch_millis, epoch, rfc3339, iso8601 or a pattern of date, time and offset");
        }
    }
}
