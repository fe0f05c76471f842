package dev.tributary.egress;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The wait that an answer asks for.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, Retry-After</a>
 */
public final class RetryAfter {

    /** The maximum wait; a longer one is cut to it, so that a receiver cannot delay work without end. */
    public static final Duration MAX_WAIT = Duration.ofHours(24);

    /** The three forms of RFC 9110, section 5.6.7, without the day's name, which adds nothing. */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.ofPattern("dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH),
            new DateTimeFormatterBuilder()
                    .appendPattern("dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH),
            DateTimeFormatter.ofPattern("MMM d HH:mm:ss uuuu", Locale.ENGLISH));

    private RetryAfter() {}

    /**
     * Reads seconds or a date in any of HTTP's three forms.
     *
     * @param header the header's value, or null
     * @return from zero to {@link #MAX_WAIT}; empty when there is no value or none that can be read
     */
    public static Optional<Duration> parse(@Nullable String header, Instant now) {
        if (header == null || header.length() > 64) {
            return Optional.empty();
        }
        String value = header.strip();
        if (value.matches("[0-9]+")) {
            long seconds = value.length() > 9 ? Long.MAX_VALUE : Long.parseLong(value);
            return Optional.of(seconds < MAX_WAIT.toSeconds() ? Duration.ofSeconds(seconds) : MAX_WAIT);
        }
        return date(value)
                .map(date -> Duration.between(now, date))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .map(wait -> wait.compareTo(MAX_WAIT) < 0 ? wait : MAX_WAIT);
    }

    private static Optional<Instant> date(String value) {
        String nameless = value.replaceFirst("^[A-Za-z]+,? +", "").replaceAll(" +", " ");
        for (DateTimeFormatter form : DATES) {
            try {
                return Optional.of(LocalDateTime.parse(nameless, form).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException e) {
                // the next form may fit
            }
        }
        return Optional.empty();
    }
}
