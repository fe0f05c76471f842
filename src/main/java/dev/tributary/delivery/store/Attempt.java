package dev.tributary.delivery.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a delivery.
 *
 * @param status of the answer, or null where there was none
 * @param outcome {@code delivered}, {@code refused}, {@code throttled}, {@code redirected}, {@code gone}, {@code timeout},
 *     {@code connection_failed}, {@code tls_failed}, {@code unresolved}, {@code address_refused} or {@code error}; {@code
 *     erased} where nothing was sent any more, because the user of the event was erased
 * @param response the beginning of the answer's body, at most 1 KB of UTF-8; the class of the exception that a route or
 *     handler has thrown; or null
 */
public record Attempt(
        Instant at,
        long durationMillis,
        @Nullable Integer status,
        String outcome,
        @Nullable String response) {

    /** The end of a delivery whose event was erased. */
    public static Attempt erased(Instant at) {
        return new Attempt(at, 0, null, "erased", null);
    }
}
