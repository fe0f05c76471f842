package dev.tributary.subscription;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The check whether an endpoint consents to deliveries: what is outstanding, and how the last one ended.
 *
 * @param dueAt when the endpoint is to be asked; null while no check is outstanding
 * @param failures failed checks in a row
 * @param last null before the first check of this endpoint has ended
 * @param allowedRate deliveries a second that the endpoint allows, beside the owner's own limit; null for no limit
 */
public record EndpointCheck(
        @Nullable Instant dueAt,
        int failures,
        @Nullable Ended last,
        @Nullable Double allowedRate) {

    /** Nothing to be checked. */
    public static final EndpointCheck NONE = new EndpointCheck(null, 0, null, null);

    /**
     * How a check ended.
     *
     * @param outcome as the configuration API shows it, for example {@code consented} or {@code timeout}
     * @param status of the endpoint's last answer, or null
     */
    public record Ended(
            Instant at, String outcome, @Nullable Integer status) {}

    /** Of an endpoint that was never asked. */
    public static EndpointCheck due(Instant now) {
        return new EndpointCheck(now, 0, null, null);
    }

    /** Due now, with what is known of the endpoint. */
    public EndpointCheck again(Instant now) {
        return new EndpointCheck(now, failures, last, allowedRate);
    }

    public boolean isDue(Instant now) {
        return dueAt != null && !dueAt.isAfter(now);
    }
}
