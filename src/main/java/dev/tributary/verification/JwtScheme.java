package dev.tributary.verification;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tributary.event.Proof;
import dev.tributary.provider.SchemeDescriptor;
import dev.tributary.source.SourceSecret;
import dev.tributary.verification.signature.KeyEncoding;
import dev.tributary.verification.signature.ProofEncoding;
import dev.tributary.verification.signature.RejectedWebhookException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * A compact JWT in a header, always HS256, whatever the token says. It verifies the sender; a claim with the body's
 * digest, where there is one, must be right and then verifies the body. A token is accepted for a limited time: it says when
 * it was issued ({@code iat}) or when it expires ({@code exp}).
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515">RFC 7515</a>
 */
final class JwtScheme implements SignatureScheme {

    private static final String HMAC = "HmacSHA256";
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);
    private static final Pattern DIGEST_CLAIM = Pattern.compile(".*(sha256|digest|hash).*", Pattern.CASE_INSENSITIVE);

    @Override
    public Set<String> types() {
        return Set.of("jwt-hs256");
    }

    @Override
    public Verifier compile(SchemeDescriptor scheme) {
        String header = scheme.header();
        if (header == null) {
            throw new IllegalArgumentException("header is missing");
        }
        if (!"base64".equals(scheme.keyEncoding())) {
            throw new IllegalArgumentException("key-encoding must be base64");
        }
        return (call, source, candidates) ->
                verify(call, call.header(header), candidates, scheme.toleranceOf(source.options()));
    }

    private Proof verify(WebhookCall call, String token, List<SourceSecret> candidates, Duration maxAge) {
        try {
            SignedJWT jwt = SignedJWT.parse(token.strip());
            Set<String> critical = jwt.getHeader().getCriticalParams();
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())
                    || (critical != null && !critical.isEmpty())) {
                throw new RejectedWebhookException("proof_algorithm");
            }
            byte[] said = jwt.getSignature().decode();
            boolean verified = false;
            for (SourceSecret secret : candidates) {
                if (MessageDigest.isEqual(mac(secret, jwt.getSigningInput()), said)) {
                    verified = true;
                    call.verifiedBy(secret.id());
                }
            }
            if (!verified) {
                throw new RejectedWebhookException("proof_wrong");
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            checkTimes(claims, call.receivedAt(), maxAge);
            return bodyIsBound(claims, call.body()) ? Proof.BODY : Proof.SENDER;
        } catch (ParseException e) {
            throw new RejectedWebhookException("proof_malformed");
        }
    }

    private static void checkTimes(JWTClaimsSet claims, Instant receivedAt, Duration maxAge) {
        Instant earliest = receivedAt.minus(CLOCK_SKEW);
        Instant latest = receivedAt.plus(CLOCK_SKEW);
        Instant expires = instant(claims.getExpirationTime());
        Instant notBefore = instant(claims.getNotBeforeTime());
        Instant issued = instant(claims.getIssueTime());
        if (issued == null && expires == null) {
            throw new RejectedWebhookException("timestamp_missing");
        }
        boolean expired = expires != null && expires.isBefore(earliest);
        boolean tooEarly =
                (notBefore != null && notBefore.isAfter(latest)) || (issued != null && issued.isAfter(latest));
        boolean tooLong = issued != null
                ? issued.isBefore(earliest.minus(maxAge))
                : expires != null && expires.isAfter(latest.plus(maxAge));
        if (expired || tooEarly || tooLong) {
            throw new RejectedWebhookException("timestamp_outside_tolerance");
        }
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    /** The claims are undocumented, so a digest is known by its claim's name, in any of the usual spellings. */
    private static boolean bodyIsBound(JWTClaimsSet claims, byte[] body) {
        boolean bound = false;
        for (Map.Entry<String, Object> claim : claims.getClaims().entrySet()) {
            if (claim.getValue() instanceof String said
                    && DIGEST_CLAIM.matcher(claim.getKey()).matches()) {
                if (!isDigest(said, body)) {
                    throw new RejectedWebhookException("body_digest_wrong");
                }
                bound = true;
            }
        }
        return bound;
    }

    private static boolean isDigest(String said, byte[] body) {
        byte[] digest = DigestUtils.sha256(body);
        return MessageDigest.isEqual(ProofEncoding.BY_LENGTH.decodeProof(said, digest.length), digest);
    }

    private static byte[] mac(SourceSecret secret, byte[] signingInput) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(KeyEncoding.BASE64.decode(secret.value()), HMAC));
            return mac.doFinal(signingInput);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + HMAC, e);
        }
    }
}
