package dev.tributary.security.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.tributary.TestGateway;
import dev.tributary.faultrun.RawConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Types, lengths and tenants of tokens whose signature is right. Who is let through meets a 404. */
class TokenFormTest {

    private static final String READ = "/api/v1/nothing";

    private static TestIssuer issuer;
    private static TestGateway gateway;
    private static TestGateway discovering;

    @BeforeAll
    static void start() throws Exception {
        issuer = new TestIssuer();
        gateway = TestGateway.start(issuer.settings(false));
        discovering = TestGateway.start(issuer.settings(true));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        discovering.close();
        issuer.close();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"})
    void letsThroughTheTypesOfAccessTokens(@Nullable String type) throws Exception {
        String token = issuer.token(TestIssuer.KEY_ID, type, claims -> {});
        assertThat(answer(gateway, token)).startsWith("HTTP/1.1 404");
        assertThat(answer(discovering, token)).startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"logout+jwt", "dpop+jwt", "secevent+jwt", "JWS", "at+jwt2"})
    void refusesTokensOfOtherTypes(String type) throws Exception {
        String token = issuer.token(TestIssuer.KEY_ID, type, claims -> {});
        assertThat(answer(gateway, token)).startsWith("HTTP/1.1 401").contains("application/problem+json");
        assertThat(answer(discovering, token)).startsWith("HTTP/1.1 401").contains("application/problem+json");
    }

    /** 32 KB are 32,768 bytes, and the rest of the header needs a few of them. */
    @ParameterizedTest
    @ValueSource(ints = {8_000, 16_000, 32_000})
    void letsALongTokenThrough(int length) throws Exception {
        assertThat(answer(gateway, tokenOf(length))).startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @ValueSource(ints = {33_000, 45_000, 60_000})
    void answersATokenBeyondTheLimitWithProblemDetails(int length) throws Exception {
        assertThat(answer(gateway, tokenOf(length)))
                .startsWith("HTTP/1.1 431")
                .contains("application/problem+json", "\"status\":431")
                .doesNotContainIgnoringCase("<html", "tomcat");
    }

    private static Stream<Object> mistakenTenants() {
        return Stream.of(
                "[default]",
                "[\"default\"]",
                "default\0",
                "\0",
                "x".repeat(5_000),
                "x".repeat(201),
                "default\n",
                " default",
                "default ",
                "default\u200b",
                "default\u2028",
                "{default}",
                "a,b",
                "",
                List.of("default"),
                Map.of("name", "default"),
                7,
                true);
    }

    @ParameterizedTest
    @MethodSource("mistakenTenants")
    void forbidsAnInvalidTenantName(Object tenant) throws Exception {
        assertThat(answer(gateway, tokenOf(claims -> claims.claim("tenant", tenant))))
                .startsWith("HTTP/1.1 403")
                .contains("application/problem+json", "\"code\":\"forbidden\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "default",
                "Bank A/S",
                "müller-söhne",
                "a@b.example",
                "https://a.example/t/1",
                "銀行",
                "O'Hara & Co."
            })
    void letsThroughTenantsWithNamesAsTheyAreUsed(String tenant) throws Exception {
        assertThat(answer(gateway, tokenOf(claims -> claims.claim("tenant", tenant))))
                .startsWith("HTTP/1.1 404");
    }

    @Test
    void letsThroughATenantOfTwoHundredCharacters() throws Exception {
        assertThat(answer(gateway, tokenOf(claims -> claims.claim("tenant", "x".repeat(200)))))
                .startsWith("HTTP/1.1 404");
    }

    private static String tokenOf(Consumer<JWTClaimsSet.Builder> change) throws Exception {
        return issuer.token(TestIssuer.KEY_ID, null, change);
    }

    /** A signed token with so many roles that it is about so long. */
    private static String tokenOf(int length) throws Exception {
        int bare = tokenOf(claims -> claims.claim("padding", "")).length();
        return tokenOf(claims -> claims.claim("padding", "r".repeat((length - bare) * 3 / 4)));
    }

    private static String answer(TestGateway gateway, String token) throws Exception {
        try (var connection = new RawConnection(gateway.port())) {
            return connection
                    .write("GET " + READ + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + token
                            + "\r\n\r\n")
                    .readToEnd(Duration.ofSeconds(8));
        }
    }
}
