package dev.tributary.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.tributary.TestGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that name keys at random do not make the gateway call the issuer for each. */
class KeySetFetchTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final AtomicInteger fetches = new AtomicInteger();

    @ParameterizedTest(name = "keys found by the issuer''s description: {0}")
    @ValueSource(booleans = {false, true})
    void randomKeyIdsCauseOneFetchOfTheKeySet(boolean discovered) throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).keyID("known").generate();
        HttpServer server = issuer(new JWKSet(key.toPublicJWK()).toString());
        String issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        String where =
                discovered ? "--x=y" : "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=" + issuer + "/certs";
        try (var gateway = TestGateway.start(
                "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer,
                where,
                "--server.address=127.0.0.1")) {
            assertThat(status(gateway, token(key, "known", issuer))).isEqualTo(404);
            int before = fetches.get();
            for (int i = 0; i < 50; i++) {
                assertThat(status(gateway, token(key, UUID.randomUUID().toString(), issuer)))
                        .isEqualTo(401);
            }
            assertThat(fetches.get() - before)
                    .as("fetches for 50 unknown key ids")
                    .isLessThanOrEqualTo(1);
            assertThat(status(gateway, token(key, "known", issuer))).isEqualTo(404);
        } finally {
            server.stop(0);
        }
    }

    private HttpServer issuer(String keys) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String self = "http://127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/", exchange -> {
            boolean isKeys = exchange.getRequestURI().getPath().equals("/certs");
            fetches.addAndGet(isKeys ? 1 : 0);
            String answer = isKeys ? keys : "{\"issuer\":\"" + self + "\",\"jwks_uri\":\"" + self + "/certs\"}";
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length());
            exchange.getResponseBody().write(answer.getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        return server;
    }

    private static int status(TestGateway gateway, String token) throws Exception {
        var request = HttpRequest.newBuilder(gateway.uri("/api/v1/nothing")).header("Authorization", "Bearer " + token);
        return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static String token(RSAKey key, String keyId, String issuer) throws Exception {
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience("gateway-api")
                .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                .claim("tenant", "default")
                .claim("scope", "events:read");
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(), claims.build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }
}
