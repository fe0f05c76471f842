package dev.tributary.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as it is listed.
 *
 * @param id {@code {eventId}:{webHookId}}; the position in a list
 * @param nextAttemptAt only of a pending one
 */
public record DeliveryListing(
        String id,
        String eventId,
        String webHookId,
        State state,
        @Nullable Instant nextAttemptAt,
        List<Try> attempts) {

    public DeliveryListing {
        attempts = List.copyOf(attempts);
    }

    /**
     * One attempt.
     *
     * @param status of the answer, or null where there was none
     * @param outcome {@code delivered}, {@code refused}, {@code throttled}, {@code redirected}, {@code gone}, {@code
     *     timeout}, {@code connection_failed}, {@code address_refused} or {@code error}
     * @param response the beginning of the answer's body, at most 1 KB of UTF-8, or null
     */
    public record Try(
            Instant at,
            long durationMillis,
            @Nullable Integer status,
            String outcome,
            @Nullable String response) {}

    /** How far a delivery is. */
    public enum State {
        PENDING,
        DELIVERED,
        /** Given up: the schedule is used up, or the endpoint is gone. */
        FAILED,
        /** Its subscription was deleted or disabled. */
        CANCELLED;

        /** The name on the wire and in the store. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
