package dev.tributary.security.identity;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;

/** The checks of a token whose signature is valid. The first that fails is named to the client and in the log. */
final class TokenChecks implements OAuth2TokenValidator<Jwt> {

    /** Of access tokens; logout tokens and proofs of possession have others. RFC 9068, section 2.1. */
    private static final List<String> TYPES = List.of("jwt", "at+jwt", "application/at+jwt");

    private static final int MAX_SHOWN = 200;

    private final String issuer;
    private final Clock clock;
    private final JwtTimestampValidator times = new JwtTimestampValidator();

    TokenChecks(String issuer, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
        this.times.setClock(clock);
    }

    /** A check that failed. Its description tells the client which; the details are for the log. */
    static final class FailedCheck extends OAuth2Error {

        private static final long serialVersionUID = 1L;

        private final String name;
        private final String details;

        private FailedCheck(String name, String description, String details) {
            super(OAuth2ErrorCodes.INVALID_TOKEN, description, null);
            this.name = name;
            this.details = details;
        }

        /** One word, such as {@code audience}. */
        String name() {
            return name;
        }

        String details() {
            return details;
        }
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        FailedCheck failed = failed(token);
        return failed == null ? OAuth2TokenValidatorResult.success() : OAuth2TokenValidatorResult.failure(failed);
    }

    private @Nullable FailedCheck failed(Jwt token) {
        Object type = token.getHeaders().get("typ");
        if (type != null && !TYPES.contains(String.valueOf(type).toLowerCase(Locale.ROOT))) {
            return new FailedCheck(
                    "type", "The type of the token is not that of an access token", "typ " + shown(type));
        }
        Object found = token.getClaims().get(JwtClaimNames.ISS);
        if (!issuer.equals(Objects.toString(found, null))) {
            return new FailedCheck(
                    "issuer",
                    "The issuer of the token is not the one that this gateway accepts",
                    "issuer " + shown(found) + ", accepted is " + issuer);
        }
        List<String> audience = token.getAudience();
        if (audience == null || !audience.contains(LocalIdentity.AUDIENCE)) {
            return new FailedCheck(
                    "audience",
                    "The audience of the token does not contain " + LocalIdentity.AUDIENCE,
                    "audience " + shown(audience));
        }
        return expiry(token);
    }

    private @Nullable FailedCheck expiry(Jwt token) {
        Instant end = token.getExpiresAt();
        if (end == null) {
            return new FailedCheck("expiry", "The token has no end", "no claim exp");
        }
        if (!times.validate(token).hasErrors()) {
            return null;
        }
        return end.isBefore(clock.instant())
                ? new FailedCheck("expiry", "The token has expired", "expired at " + end)
                : new FailedCheck("expiry", "The token is not valid yet", "not before " + token.getNotBefore());
    }

    /** What a token says, without characters that would forge lines of the log. */
    private static String shown(@Nullable Object claim) {
        String text = String.valueOf(claim).replaceAll("[^ -~]", "?");
        return "'" + (text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text) + "'";
    }
}
