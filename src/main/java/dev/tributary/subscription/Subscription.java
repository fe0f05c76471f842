package dev.tributary.subscription;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber's web hook. Its type is always {@code EVENTS}, its signature {@code v1}.
 *
 * @param baseUri where events are posted to, as it stands; checked by the address rules when written and when used
 * @param username for BASIC the user's name; for HEADER the name of the header; null for NONE
 * @param password for BASIC the password; for HEADER the header's value; null for NONE. Write-only
 * @param events event types, each with an optional {@code *} at its end; empty means every type
 * @param filters a filter object as it was sent, or null; {@link EventFilter} gives both their meaning
 * @param headers sent with every delivery, beside those of the gateway
 * @param rateLimit deliveries a second, or null for no limit
 * @param enabled false: nothing is sent, and what is pending is cancelled
 * @param disabledReason why the gateway disabled it, or null
 * @param revision 1 when created, one more with each change
 */
public record Subscription(
        String id,
        String tenant,
        @Nullable String name,
        String baseUri,
        Authentication authentication,
        @Nullable String username,
        @Nullable String password,
        List<String> events,
        @Nullable Map<String, Object> filters,
        Map<String, String> headers,
        @Nullable Double rateLimit,
        boolean enabled,
        @Nullable String disabledReason,
        SigningKeys signing,
        Instant createdAt,
        Instant modifiedAt,
        long revision) {

    /** How a delivery authenticates the gateway, beside its signature. */
    public enum Authentication {
        NONE,
        BASIC,
        HEADER
    }

    /** {@code active}, or {@code disabled} by its owner or the gateway. */
    public String status() {
        return enabled ? "active" : "disabled";
    }

    /** With other signing keys and the next revision. */
    public Subscription signingWith(SigningKeys keys, Instant now) {
        return new Subscription(
                id,
                tenant,
                name,
                baseUri,
                authentication,
                username,
                password,
                events,
                filters,
                headers,
                rateLimit,
                enabled,
                disabledReason,
                keys,
                createdAt,
                now,
                revision + 1);
    }

    /** Names it and nothing that is secret. */
    @Override
    public String toString() {
        return "subscription " + id;
    }
}
