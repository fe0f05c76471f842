package dev.tributary.security.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.tributary.TributaryApplication;
import dev.tributary.embedded.EmbeddedStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Tokens of an issuer beside the gateway, signed and spoiled by a library of their own. */
@ExtendWith(OutputCaptureExtension.class)
class TokenTest {

    /** Behind every right, and nothing: who is let through meets a 404. */
    private static final String READ = "/api/v1/nothing";

    private static final String CONFIGURE = "/api/v1/configuration/nothing";

    @TempDir
    static Path data;

    private static RSAKey key;
    private static HttpServer issuer;
    private static EmbeddedStore store;
    private static ConfigurableApplicationContext gateway;

    @BeforeAll
    static void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("first").generate();
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/certs", exchange -> {
            byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        issuer.start();
        store = new EmbeddedStore(data);
        gateway = gateway("http://127.0.0.1:" + issuer.getAddress().getPort() + "/certs");
    }

    private static ConfigurableApplicationContext gateway(String keys) {
        return SpringApplication.run(
                TributaryApplication.class,
                "--server.port=0",
                "--management.server.port=0",
                "--tributary.data=" + data,
                "--mongodb.uri=" + store.uri(),
                "--tributary.master-key=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                "--server.address=127.0.0.1",
                "--logging.level.dev.tributary.security.identity=info",
                "--spring.security.oauth2.resourceserver.jwt.issuer-uri=https://issuer.example/realms/tributary",
                "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=" + keys);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        store.close();
        issuer.stop(0);
    }

    @Test
    void letsAGoodTokenThrough() throws Exception {
        assertThat(get(READ, token(claims -> {})).statusCode()).isEqualTo(404);
    }

    @Test
    void asksForATokenWhereThereIsNone() throws Exception {
        HttpResponse<String> answer = get(READ, null);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                        + "\"detail\":\"A valid bearer token is needed.\",\"instance\":\"/api/v1/nothing\","
                        + "\"code\":\"unauthorized\"}");
    }

    @Test
    void repeatsTheProblemInTheContractsWordsUnderConfiguration() throws Exception {
        assertThat(get(CONFIGURE, null).body())
                .contains("\"message\":\"A valid bearer token is needed.\"", "\"details\":[]");
    }

    @Test
    void refusesAnotherIssuer() throws Exception {
        assertRefused(
                "The issuer of the token is not the one that this gateway accepts",
                token(claims -> claims.issuer("https://issuer.example/realms/other")));
    }

    @Test
    void refusesAnotherAudienceAndSaysInTheLogWhichOne(CapturedOutput log) throws Exception {
        assertRefused(
                "The audience of the token does not contain gateway-api", token(claims -> claims.audience("account")));
        assertRefused(
                "The audience of the token does not contain gateway-api",
                token(claims -> claims.audience((String) null)));
        assertThat(log).containsOnlyOnce("check audience").contains("check audience, audience '[account]'");
    }

    @Test
    void refusesATokenBeyondItsEndAndTheSkew() throws Exception {
        assertRefused(
                "The token has expired", token(claims -> claims.expirationTime(Date.from(now().minusSeconds(65)))));
        assertThat(get(READ, token(claims -> claims.expirationTime(Date.from(now().minusSeconds(30)))))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void refusesATokenWithoutAnEnd() throws Exception {
        assertRefused("The token has no end", token(claims -> claims.expirationTime(null)));
    }

    @Test
    void refusesAnUnsignedToken() throws Exception {
        assertRefused("The token is not a signed JWT", new PlainJWT(claims(claims -> {})).serialize());
    }

    @Test
    void refusesThePublicKeyAsASharedSecret() throws Exception {
        assertRefused(
                "The signature of the token is not one of the accepted issuer",
                signed(JWSAlgorithm.HS256, new MACSigner(key.toRSAPublicKey().getEncoded()), claims(claims -> {})));
    }

    @Test
    void refusesAKeyThatTheIssuerDoesNotPublish() throws Exception {
        RSAKey other = new RSAKeyGenerator(2048).keyID("first").generate();
        assertRefused(
                "The signature of the token is not one of the accepted issuer",
                signed(JWSAlgorithm.RS256, new RSASSASigner(other), claims(claims -> {})));
    }

    @Test
    void refusesInvalidTokens() throws Exception {
        assertRefused("The token is not a signed JWT", "abc");
        assertRefused("The signature of the token is not one of the accepted issuer", token(claims -> {}) + "A");
    }

    @Test
    void forbidsWhatTheScopeDoesNotAllowAndSaysWhichOneDoes(CapturedOutput log) throws Exception {
        HttpResponse<String> answer = get(CONFIGURE, token(claims -> claims.claim("scope", "events:read")));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"code\":\"forbidden\"", "\"message\":", "\"details\":[]");
        assertThat(answer.body()).contains("The token lacks the scope tributary_admin or the scope configuration:read");
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer error=\"insufficient_scope\", scope=\"tributary_admin\"");
        assertThat(log).contains(CONFIGURE + " by somebody, who holds [SCOPE_events:read]");
        assertForbidden("events:raw", "/api/v1/receipts/1/body", "events:read");
        assertForbidden("events:read", READ, "tributary_admin");
        assertForbidden("events:read", READ, null);
    }

    private static void assertForbidden(String missing, String path, @Nullable String scope) throws Exception {
        HttpResponse<String> answer = get(path, token(claims -> claims.claim("scope", scope)));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("The token lacks the scope " + missing + ",");
    }

    @Test
    void forbidsATokenWithoutATenant() throws Exception {
        HttpResponse<String> answer = get(READ, token(claims -> claims.claim("tenant", null)));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("The token has no usable tenant: its claim tenant must be");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer error=\"insufficient_scope\"");
        assertThat(get(READ, token(claims -> claims.claim("tenant", " "))).statusCode())
                .isEqualTo(403);
    }

    @Test
    void answersOnlyProblemsOutsideTheApi() throws Exception {
        assertThat(get("/elsewhere", token(claims -> {})).statusCode()).isEqualTo(401);
        assertThat(get("/error", null).statusCode()).isEqualTo(401);
        assertThat(get("/actuator/health", null).statusCode()).isEqualTo(401);
        HttpResponse<String> rejected = get("/api/v1/a;b=c", token(claims -> {}));
        assertThat(rejected.statusCode()).isEqualTo(400);
        assertThat(rejected.body()).contains("\"code\":\"invalid_request\"");
    }

    @Test
    void leavesTheAuthorizationOfAProviderToItsProof() throws Exception {
        HttpResponse<String> answer = get("/hooks/nobody/nothing", "what a provider proves itself with");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":\"not_found\"").doesNotContain("proves itself");
    }

    @Test
    void givesNoHeaderOfTheRequestBack() throws Exception {
        String token = token(claims -> {});
        HttpResponse<String> answer = get(READ, token, "X-Canary", "canary-4711");
        assertThat(answer.headers().map().toString() + answer.body()).doesNotContain("canary-4711", token);
    }

    @Test
    void answersThatItCannotTellWhileTheIssuerIsAway(CapturedOutput log) throws Exception {
        try (var lonely = gateway("http://127.0.0.1:1/certs")) {
            HttpResponse<String> answer = get(lonely, READ, token(claims -> {}));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("\"code\":\"unavailable\"").doesNotContain("127.0.0.1");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(get(lonely, READ, null).statusCode()).isEqualTo(401);
            await().untilAsserted(() -> assertThat(log).contains("Issuer: http://127.0.0.1:1/certs does not answer"));
        }
    }

    private static void assertRefused(String reason, String token) throws Exception {
        HttpResponse<String> answer = get(READ, token);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer error=\"invalid_token\", error_description=\"" + reason + '"');
        assertThat(answer.body())
                .contains("\"code\":\"unauthorized\"", "\"detail\":\"" + reason + ".\"")
                .doesNotContain(token);
    }

    private static String token(Consumer<JWTClaimsSet.Builder> change) throws Exception {
        return signed(JWSAlgorithm.RS256, new RSASSASigner(key), claims(change));
    }

    private static String signed(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims) throws Exception {
        var token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID("first").build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    private static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        var claims = new JWTClaimsSet.Builder()
                .issuer("https://issuer.example/realms/tributary")
                .audience("gateway-api")
                .subject("somebody")
                .expirationTime(Date.from(now().plus(Duration.ofMinutes(5))))
                .claim("tenant", "default")
                .claim("scope", "events:read");
        change.accept(claims);
        return claims.build();
    }

    private static Instant now() {
        return Instant.now();
    }

    private static HttpResponse<String> get(String path, @Nullable String token, String... headers) throws Exception {
        return get(gateway, path, token, headers);
    }

    private static HttpResponse<String> get(
            ConfigurableApplicationContext gateway, String path, @Nullable String token, String... headers)
            throws Exception {
        String port = gateway.getEnvironment().getProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
