package dev.tributary.security.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tributary.TributaryApplication;
import dev.tributary.embedded.EmbeddedStore;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The realm of {@code docker/keycloak}, imported into the server that it is meant for. */
@EnabledIf("dev.tributary.security.identity.RealmServer#isPossible")
class KeycloakIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENTS = "/api/v1/events";
    private static final String SOURCES = "/api/v1/configuration/sources";

    @TempDir
    static Path folder;

    private static EmbeddedStore store;
    private static ConfigurableApplicationContext gateway;
    private static KeyStore keys;
    private static String issuer;

    @BeforeAll
    static void start() throws Exception {
        keys = RealmServer.get().keys();
        issuer = RealmServer.get().issuer();
        store = new EmbeddedStore(folder);
        gateway = SpringApplication.run(
                TributaryApplication.class,
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--management.server.port=0",
                "--tributary.data=" + folder,
                "--mongodb.uri=" + store.uri(),
                "--tributary.master-key=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        store.close();
    }

    @Test
    void acceptsAnAdministratorByClientSecret() throws Exception {
        String token = token(secret("tributary-admin", "admin-secret"));
        assertThat(get(SOURCES, token)).isEqualTo(200);
        assertThat(get(EVENTS, token)).isEqualTo(200);
        assertThat(get("/api/v1/receipts/unknown/body", token)).isEqualTo(404);
    }

    @Test
    void acceptsAnAdministratorByPrivateKey() throws Exception {
        String token =
                token(assertion("tributary-admin-jwt", (PrivateKey) keys.getKey("jwt", "changeit".toCharArray())));
        assertThat(get(SOURCES, token)).isEqualTo(200);
        assertThat(get(EVENTS, token)).isEqualTo(200);
    }

    @Test
    void givesNoTokenForAnotherPrivateKey() throws Exception {
        PrivateKey other = (PrivateKey) RealmServer.keyPair("other").getKey("jwt", "changeit".toCharArray());
        assertThat(ask(assertion("tributary-admin-jwt", other)).statusCode()).isIn(400, 401);
    }

    @Test
    void letsAnAnalystReadAndNotConfigure() throws Exception {
        String token = token(secret("tributary-analyst", "analyst-secret"));
        assertThat(get(EVENTS, token)).isEqualTo(200);
        assertThat(SignedJWT.parse(token)
                        .getJWTClaimsSet()
                        .getStringClaim("scope")
                        .split(" "))
                .containsExactlyInAnyOrder("events:read", "events:export");
        assertThat(get(SOURCES, token)).isEqualTo(403);
        assertThat(get("/api/v1/receipts/unknown/body", token)).isEqualTo(403);
    }

    @Test
    void refusesATokenThatIsMeantForAnother() throws Exception {
        assertThat(get(EVENTS, token(secret("stranger", "stranger-secret")))).isEqualTo(401);
    }

    @Test
    void putsTheTenantAndTheRightsIntoTheToken() throws Exception {
        var claims = SignedJWT.parse(token(secret("tributary-admin", "admin-secret")))
                .getJWTClaimsSet();
        assertThat(claims.getAudience()).containsExactly("gateway-api");
        assertThat(claims.getStringClaim("tenant")).isEqualTo("default");
        assertThat(claims.getSubject()).isNotBlank();
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
    }

    @Test
    void servesClientsThatSendIdAndSecretStraightToTheApi() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(getByBasic(SOURCES, "tributary-admin:admin-secret")).isEqualTo(200);
        }
        assertThat(getByBasic(EVENTS, "tributary-analyst:analyst-secret")).isEqualTo(200);
        assertThat(getByBasic(SOURCES, "tributary-analyst:analyst-secret")).isEqualTo(403);
        assertThat(getByBasic(SOURCES, "tributary-admin:wrong")).isEqualTo(401);
        assertThat(getByBasic(SOURCES, "nobody:admin-secret")).isEqualTo(401);
        assertThat(getByBasic(EVENTS, "stranger:stranger-secret")).isEqualTo(401);
    }

    @Test
    void takesNoPasswords() throws Exception {
        assertThat(ask("grant_type=password&username=a&password=b&" + credentials("tributary-admin", "admin-secret"))
                        .statusCode())
                .isIn(400, 401);
        assertThat(ask("grant_type=password&username=a&password=b&client_id=admin-cli")
                        .statusCode())
                .isIn(400, 401);
    }

    private static String secret(String client, String secret) {
        return "grant_type=client_credentials&" + credentials(client, secret);
    }

    private static String credentials(String client, String secret) {
        return "client_id=" + client + "&client_secret=" + secret;
    }

    private static String assertion(String client, PrivateKey key) throws Exception {
        var claims = new JWTClaimsSet.Builder()
                .issuer(client)
                .subject(client)
                .audience(issuer)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .build();
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
        token.sign(new RSASSASigner(key));
        return "grant_type=client_credentials&client_assertion_type="
                + URLEncoder.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", UTF_8)
                + "&client_assertion=" + token.serialize();
    }

    private static String token(String form) throws Exception {
        HttpResponse<String> answer = ask(form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).get("access_token").asText();
    }

    private static HttpResponse<String> ask(String form) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private static int get(String path, String token) throws Exception {
        return status(path, "Bearer " + token);
    }

    private static int getByBasic(String path, String credentials) throws Exception {
        return status(path, "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)));
    }

    private static int status(String path, String authorization) throws Exception {
        String port = gateway.getEnvironment().getProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", authorization)
                .build();
        return HTTP.send(request, BodyHandlers.discarding()).statusCode();
    }
}
