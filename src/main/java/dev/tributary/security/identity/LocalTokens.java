package dev.tributary.security.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Short-lived access tokens of the local administrator. Without the local identity there are none. */
public final class LocalTokens {

    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** @param until from when on another token is signed */
    private record Kept(String token, Instant until) {}

    private final @Nullable LocalIdentity identity;
    private final String scopes;
    private final Clock clock;
    private volatile Kept kept = new Kept("", Instant.MIN);

    /** @param identity null while an issuer is configured */
    LocalTokens(@Nullable LocalIdentity identity, String scopes, Clock clock) {
        this.identity = identity;
        this.scopes = scopes;
        this.clock = clock;
    }

    /** Whether people are known to this gateway only, and not to an issuer. */
    public boolean isInUse() {
        return identity != null;
    }

    /** A token that the API accepts for at least a minute. */
    public String accessToken() {
        Instant now = clock.instant();
        Kept known = kept;
        if (!now.isBefore(known.until())) {
            String token = Objects.requireNonNull(identity).token(scopes, now, LIFETIME);
            known = new Kept(token, now.plus(LIFETIME).minus(MARGIN));
            kept = known;
        }
        return known.token();
    }

    @Nullable
    LocalIdentity identity() {
        return identity;
    }
}
