package dev.tributary.security.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.tributary.platform.PrivateFile;
import dev.tributary.platform.UnusableConfigurationException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Replaces Keycloak on one machine: it makes a key pair once, and writes the token of one administrator to a file. */
final class LocalIdentity {

    private static final Logger log = LoggerFactory.getLogger(LocalIdentity.class);

    /** Whom every accepted token is meant for. */
    static final String AUDIENCE = "gateway-api";

    /** Renewed at every start, so it only has to outlive one run. */
    private static final Duration LIFETIME = Duration.ofDays(365);

    private final ECKey key;
    private final String issuer;

    /** Reads the key from the folder, or makes it. */
    LocalIdentity(Path folder, String issuer) {
        Path file = folder.resolve("identity-key.json");
        try {
            this.key = ECKey.parse(PrivateFile.readOrCreate(file, LocalIdentity::newKey));
        } catch (ParseException e) {
            throw new UnusableConfigurationException(
                    "TRIBUTARY_DATA", file + " holds no key; delete it to make another");
        }
        this.issuer = issuer;
    }

    /** Accepts what this identity has signed; type and claims are checked by the validator that the caller sets. */
    NimbusJwtDecoder decoder() {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                JWSAlgorithm.ES256, new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK()))));
        processor.setJWSTypeVerifier((type, context) -> {});
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        return new NimbusJwtDecoder(processor);
    }

    String issuer() {
        return issuer;
    }

    /** Writes the administrator's token; one that was there before stays valid until it ends. */
    void writeAdminToken(Path file, String scopes, Clock clock) {
        PrivateFile.replace(file, token(scopes, clock.instant(), LIFETIME));
        log.info("The administrator's token is in {}", file.toAbsolutePath().normalize());
    }

    /** An access token of the administrator. */
    String token(String scopes, Instant now, Duration lifetime) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("admin")
                .audience(AUDIENCE)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .claim("tenant", "default")
                .claim("scope", scopes)
                .build();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java runtime signs with ES256", e);
        }
        return token.serialize();
    }

    private static String newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyIDFromThumbprint(true)
                    .generate()
                    .toJSONString();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java runtime has P-256", e);
        }
    }
}
