package dev.tributary.delivery.store;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as it is listed.
 *
 * @param id begins with the event's id; the position in a list
 * @param eventType the event's canonical type
 * @param nextAttemptAt only of a pending one
 */
public record DeliveryListing(
        String id,
        String eventId,
        String eventType,
        String webHookId,
        State state,
        @Nullable Instant nextAttemptAt,
        List<Attempt> attempts) {

    public DeliveryListing {
        attempts = List.copyOf(attempts);
    }

    /** How far a delivery is. */
    public enum State {
        PENDING,
        DELIVERED,
        /** The schedule is used up, or the endpoint is gone. */
        FAILED,
        /** Its subscription was deleted or disabled, or it was cancelled by a request. */
        CANCELLED;

        /** The name on the wire and in the store. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
