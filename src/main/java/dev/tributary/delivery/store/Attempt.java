package dev.tributary.delivery.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a delivery.
 *
 * @param status of the answer, or null where there was none
 * @param outcome {@code delivered}, {@code refused}, {@code throttled}, {@code redirected}, {@code gone}, {@code timeout},
 *     {@code connection_failed}, {@code tls_failed}, {@code unresolved}, {@code address_refused} or {@code error}; {@code
 *     erased} where nothing was sent any more, because the user of the event was erased; {@code unreadable} where nothing was
 *     sent, because the data of the event, or what is personal in it, cannot be read
 * @param response the beginning of the answer's body, at most 1 KB of UTF-8; the class of the exception that a route or
 *     handler has thrown; or null
 */
public record Attempt(
        Instant at,
        long durationMillis,
        @Nullable Integer status,
        String outcome,
        @Nullable String response) {

    private static final String ERASED = "erased";
    private static final String UNREADABLE = "unreadable";

    /** The end of a delivery whose event was erased. */
    public static Attempt erased(Instant at) {
        return new Attempt(at, 0, null, ERASED, null);
    }

    /** An attempt that ended before something was sent, because the event cannot be read whole. */
    public static Attempt unreadable(Instant at) {
        return new Attempt(at, 0, null, UNREADABLE, null);
    }

    /** Whether it says something of the endpoint. */
    public boolean concernsEndpoint() {
        return !outcome.equals(ERASED) && !outcome.equals(UNREADABLE);
    }
}
