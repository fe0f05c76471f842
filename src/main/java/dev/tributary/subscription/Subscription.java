package dev.tributary.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.subscription.filter.EventFilter;
import dev.tributary.subscription.signing.SigningKeys;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber's web hook, or code of the gateway that gets events: a Camel route or a Java handler.
 *
 * @param tenant whose events it gets; {@link #EVERY_TENANT} only for a handler
 * @param enabled false: nothing is sent, and what is pending is cancelled
 * @param disabledReason why the gateway disabled it, or null
 * @param revision 1 when created, one more with each change
 */
public record Subscription(
        String id,
        String tenant,
        Type type,
        String name,
        Endpoint endpoint,
        Selection selection,
        boolean enabled,
        @Nullable String disabledReason,
        SigningKeys signing,
        Moments moments,
        EndpointCheck check,
        long revision) {

    /** The tenant of a handler that gets the events of all tenants. It means nothing in other types. */
    public static final String EVERY_TENANT = "*";

    /** The types that the configuration API accepts and shows. */
    public static final Set<Type> CONFIGURABLE =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(Type.HANDLER)));

    /** What a subscription is for. */
    public enum Type {
        /** Canonical events are posted to the endpoint. */
        EVENTS,
        /** Canonical events are handed to a Camel route of the gateway. */
        ROUTE,
        /** Canonical events are handed to a Java handler, which registers itself. */
        HANDLER,
        /** A definition for another service; nothing is delivered to it. */
        CUSTOMIZE_TOKEN,
        /** A definition for another service; nothing is delivered to it. */
        DABP,
        /** A definition for another service; nothing is delivered to it. */
        USER_DETAILS_CUSTOMIZATION;

        /** Whether events are delivered to subscriptions of this type. */
        public boolean receivesEvents() {
            return this == EVENTS || isInProcess();
        }

        /** Whether events are handed to code of this gateway, which other gateways may lack. */
        public boolean isInProcess() {
            return this == ROUTE || this == HANDLER;
        }
    }

    /** How a delivery authenticates the gateway, beside its signature. */
    public enum Authentication {
        NONE,
        BASIC,
        HEADER
    }

    /**
     * Where deliveries go.
     *
     * @param baseUri where events are posted to, as it stands; checked by the address rules when written and when used
     * @param username for BASIC the user's name; for HEADER the name of the header; null for NONE
     * @param password for BASIC the password; for HEADER the header's value; null for NONE. Write-only
     * @param headers sent with every delivery, beside those of the gateway
     * @param rateLimit deliveries a second, or null for no limit
     */
    public record Endpoint(
            String baseUri,
            Authentication authentication,
            @Nullable String username,
            @Nullable String password,
            Map<String, String> headers,
            @Nullable Double rateLimit) {

        /** The headers of each request to the endpoint that its owner has set, with the credentials. Secret. */
        public Map<String, String> requestHeaders() {
            var all = new LinkedHashMap<>(headers);
            switch (authentication) {
                case NONE -> {}
                case HEADER -> all.put(Objects.requireNonNull(username), Objects.requireNonNull(password));
                case BASIC -> {
                    byte[] pair = (username + ':' + password).getBytes(UTF_8);
                    all.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
                }
            }
            return all;
        }
    }

    /**
     * Which events are delivered.
     *
     * @param events event types, each with an optional {@code *} at its end; empty means every type
     * @param filters a filter object as it was sent, or null; {@link EventFilter} gives both their meaning
     */
    public record Selection(List<String> events, @Nullable Map<String, Object> filters) {

        /** Every event. */
        public static final Selection ALL = new Selection(List.of(), null);
    }

    /**
     * When it became what it is.
     *
     * @param activeFrom when it was created or last enabled: events recorded before are not delivered
     * @param effectiveFrom when it was created, last enabled, or its selection last changed: every gateway looks again
     *     at the events that it stored since then
     * @param verified when the endpoint consented to deliveries; null while deliveries wait for that
     * @param failingSince since when every attempt has failed; null while attempts succeed
     */
    public record Moments(
            Instant created,
            Instant modified,
            Instant activeFrom,
            Instant effectiveFrom,
            @Nullable Instant verified,
            @Nullable Instant failingSince) {

        /** Of a subscription that is created now, with or without the endpoint's consent. */
        public static Moments created(Instant now, boolean verified) {
            return new Moments(now, now, now, now, verified ? now : null, null);
        }

        /** After a change that is not a change of what is delivered. */
        public Moments modified(Instant now) {
            return new Moments(created, now, activeFrom, effectiveFrom, verified, failingSince);
        }
    }

    /** Whether it gets the events of all tenants. */
    public boolean isOfEveryTenant() {
        return type == Type.HANDLER && tenant.equals(EVERY_TENANT);
    }

    /** Whether it gets the events of a tenant. */
    public boolean isOf(String eventTenant) {
        return tenant.equals(eventTenant) || isOfEveryTenant();
    }

    /** {@code active}, {@code unverified}, or {@code disabled} by its owner or the gateway. */
    public String status() {
        if (!enabled) {
            return "disabled";
        }
        return moments.verified() == null ? "unverified" : "active";
    }

    /** What the moments are after a change by the owner; {@code unverified} where the endpoint has to consent again. */
    public Moments momentsAfter(
            Endpoint newEndpoint, Selection newSelection, boolean newEnabled, boolean unverified, Instant now) {
        boolean elsewhere = !newEndpoint.baseUri().equals(endpoint.baseUri());
        boolean enabledAgain = newEnabled && !enabled;
        boolean effective = enabledAgain || !newSelection.equals(selection);
        return new Moments(
                moments.created(),
                now,
                enabledAgain ? now : moments.activeFrom(),
                effective ? now : moments.effectiveFrom(),
                unverified ? null : moments.verified(),
                enabledAgain || elsewhere ? null : moments.failingSince());
    }

    /** With other signing keys and the next revision. */
    public Subscription signingWith(SigningKeys keys, Instant now) {
        return with(keys, check, now);
    }

    /** With an endpoint check that is due now, and the next revision. */
    public Subscription checkedAgain(Instant now) {
        return with(signing, check.again(now), now);
    }

    private Subscription with(SigningKeys newSigning, EndpointCheck newCheck, Instant now) {
        return new Subscription(
                id,
                tenant,
                type,
                name,
                endpoint,
                selection,
                enabled,
                disabledReason,
                newSigning,
                moments.modified(now),
                newCheck,
                revision + 1);
    }

    /** Whether the fields that its owner sets are those of another one. */
    public boolean hasFieldsOf(Subscription other) {
        return type == other.type
                && name.equals(other.name)
                && endpoint.equals(other.endpoint)
                && selection.equals(other.selection)
                && signing.equals(other.signing)
                && enabled == other.enabled;
    }

    /** Deliveries a second: the lower one of the owner's limit and the endpoint's; null for no limit. */
    public @Nullable Double rate() {
        Double own = endpoint.rateLimit();
        Double allowed = check.allowedRate();
        if (own == null || allowed == null) {
            return own == null ? allowed : own;
        }
        return Math.min(own, allowed);
    }

    /** Names it and nothing that is secret. */
    @Override
    public String toString() {
        return "subscription " + id;
    }
}
