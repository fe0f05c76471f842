package dev.tributary.security.identity;

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
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tributary.TestGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that send id and secret by HTTP Basic, at an issuer which notes what it is asked. */
class ClientCredentialsTest {

    private static final String HOOKS = "/api/v1/configuration/web-hooks";
    private static final Queue<String> ASKED = new ConcurrentLinkedQueue<>();

    private static RSAKey key;
    private static HttpServer issuer;
    private static String realm;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("first").generate();
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        realm = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/realm";
        issuer.createContext(
                "/realm/.well-known/openid-configuration", exchange -> answer(exchange, 200, """
                {"issuer":"%1$s","token_endpoint":"%1$s/token","jwks_uri":"%1$s/certs",
                 "authorization_endpoint":"%1$s/auth","subject_types_supported":["public"],
                 "response_types_supported":["code"],"id_token_signing_alg_values_supported":["RS256"]}""".formatted(realm)));
        issuer.createContext(
                "/realm/certs", exchange -> answer(exchange, 200, new JWKSet(key.toPublicJWK()).toString()));
        issuer.createContext("/realm/token", ClientCredentialsTest::token);
        issuer.start();
        gateway = TestGateway.start(
                "--server.address=127.0.0.1",
                "--tributary.admin-scope=onegini_api_admin",
                "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + realm);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.stop(0);
    }

    @Test
    void servesAClientAndFetchesItsTokenOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(get("admin:secret:with colon").statusCode()).isEqualTo(200);
        }
        assertThat(ASKED).filteredOn(basic("admin:secret:with colon")::equals).hasSize(1);
    }

    @Test
    void fetchesOneTokenForManyCallsAtOnce() {
        List<Integer> answers = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> status("admin:parallel"))
                .toList();
        assertThat(answers).containsOnly(200);
        assertThat(ASKED).filteredOn(basic("admin:parallel")::equals).hasSize(1);
    }

    @Test
    void refusesWrongCredentialsWithoutAskingForThemAgain() throws Exception {
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> refused = get("wrong:secret");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("\"code\":\"unauthorized\"", "\"message\":", "\"details\":[]");
            assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            assertThat(refused.headers().firstValue("Cache-Control")).hasValue("no-store");
        }
        assertThat(ASKED).filteredOn(basic("wrong:secret")::equals).hasSize(1);
    }

    @Test
    void fetchesAnotherTokenBeforeTheOneItHasExpires() throws Exception {
        assertThat(get("short:secret").statusCode()).isEqualTo(200);
        org.awaitility.Awaitility.await().untilAsserted(() -> {
            assertThat(get("short:secret").statusCode()).isEqualTo(200);
            assertThat(ASKED).filteredOn(basic("short:secret")::equals).hasSizeGreaterThan(1);
        });
    }

    @Test
    void checksTheTokenLikeAnyOther() throws Exception {
        assertThat(get("reader:secret").statusCode()).isEqualTo(403);
        assertThat(get("stranger:secret").statusCode()).isEqualTo(401);
    }

    @Test
    void answersThatItCannotTellWhereTheIssuerFails() throws Exception {
        HttpResponse<String> answer = get("broken:secret");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(get("admin:after").statusCode()).isEqualTo(200);
    }

    @Test
    void knowsNoClientsByTheLocalIdentity() throws Exception {
        String port = TestGateway.shared().context().getEnvironment().getProperty("local.server.port");
        assertThat(get(port, "admin:secret").statusCode()).isEqualTo(401);
    }

    private static int status(String credentials) {
        try {
            return get(credentials).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> get(String credentials) throws Exception {
        return get(gateway.context().getEnvironment().getProperty("local.server.port"), credentials);
    }

    private static HttpResponse<String> get(String port, String credentials) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + HOOKS))
                .header("Authorization", basic(credentials))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    }

    /** What a client gets follows from its id. */
    private static void token(HttpExchange exchange) throws IOException {
        String asked = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        ASKED.add(asked);
        String client = new String(Base64.getDecoder().decode(asked.substring(6)), UTF_8).replaceAll(":.*", "");
        if (client.equals("broken")) {
            answer(exchange, 500, "{}");
        } else if (client.equals("wrong") || !form.equals("grant_type=client_credentials")) {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"test\"");
            answer(exchange, 401, "{\"error\":\"invalid_client\"}");
        } else {
            answer(
                    exchange,
                    200,
                    "{\"token_type\":\"Bearer\",\"access_token\":\"%s\",\"expires_in\":%d}"
                            .formatted(tokenOf(client), client.equals("short") ? 2 : 300));
        }
    }

    private static String tokenOf(String client) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(realm)
                .subject(client)
                .audience(client.equals("stranger") ? "another-api" : "gateway-api")
                .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                .claim("tenant", "default")
                .claim("scope", client.equals("reader") ? "tributary_admin events:read" : "onegini_api_admin")
                .build();
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first").build(), claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
