package dev.tributary.security.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import dev.tributary.platform.UnusableConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.oauth2.jwt.BadJwtException;

class LocalIdentityTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T09:15:07Z"), ZoneOffset.UTC);
    private static final String ISSUER = "http://localhost:8080/local";

    @TempDir
    Path folder;

    @Test
    void writesATokenWithEveryRightThatOnlyItsOwnerMayRead() throws Exception {
        SignedJWT token = written();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("admin-token"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("identity-key.json"))))
                .isEqualTo("rw-------");
        ECKey key = ECKey.parse(Files.readString(folder.resolve("identity-key.json")));
        assertThat(token.verify(new ECDSAVerifier(key))).isTrue();
        var claims = token.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(ISSUER);
        assertThat(claims.getAudience()).containsExactly("gateway-api");
        assertThat(claims.getStringClaim("tenant")).isEqualTo("default");
        assertThat(claims.getStringClaim("scope").split(" "))
                .containsExactlyInAnyOrder(
                        "tributary_admin",
                        "events:read",
                        "events:raw",
                        "events:export",
                        "deliveries:replay",
                        "quarantine:read",
                        "quarantine:release",
                        "auditor");
        assertThat(claims.getExpirationTime()).isAfter("2026-06-01");
    }

    @Test
    void keepsItsKeySoThatEarlierTokensStayGood() throws Exception {
        SignedJWT first = written();
        SignedJWT second = written();
        assertThat(second.getHeader().getKeyID()).isEqualTo(first.getHeader().getKeyID());
        assertThat(new LocalIdentity(folder, ISSUER)
                        .decoder()
                        .decode(first.serialize())
                        .getSubject())
                .isEqualTo("admin");
    }

    @Test
    void refusesTheTokenOfAnotherFolder() throws Exception {
        String token = written().serialize();
        var other = new LocalIdentity(folder.resolve("other"), ISSUER).decoder();
        assertThatThrownBy(() -> other.decode(token)).isInstanceOf(BadJwtException.class);
    }

    @Test
    void namesTheFileThatIsNotAKey() throws Exception {
        Files.writeString(folder.resolve("identity-key.json"), "{}");
        assertThatThrownBy(() -> new LocalIdentity(folder, ISSUER))
                .isInstanceOf(UnusableConfigurationException.class)
                .hasMessageContaining("identity-key.json holds no key");
    }

    private SignedJWT written() throws Exception {
        Path file = folder.resolve("admin-token");
        new LocalIdentity(folder, ISSUER)
                .writeAdminToken(file, String.join(" ", new RoleScopes("tributary_admin").all()), CLOCK);
        return SignedJWT.parse(Files.readString(file).strip());
    }
}
