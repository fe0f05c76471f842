package dev.tributary.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.springframework.context.ConfigurableApplicationContext;

/** A {@link dev.tributary.TestGateway} as clients of its API see it, with tokens of any tenant and scope. */
public final class TestGateway implements AutoCloseable {

    public static final String EVERYTHING =
            "tributary_admin events:read events:raw events:export deliveries:replay quarantine:read quarantine:release auditor";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final dev.tributary.TestGateway gateway;

    public TestGateway(String... settings) {
        this(dev.tributary.TestGateway.start(settings));
    }

    private TestGateway(dev.tributary.TestGateway gateway) {
        this.gateway = gateway;
    }

    /** On a database of its own at another server. */
    public static TestGateway on(String server, String... settings) {
        String name = "/t" + UUID.randomUUID().toString().replace("-", "");
        int path = server.indexOf('/', "mongodb://".length());
        int query = server.indexOf('?');
        String host = path >= 0 ? server.substring(0, path) : query >= 0 ? server.substring(0, query) : server;
        String uri = host + name + (query >= 0 ? server.substring(query) : "");
        return new TestGateway(dev.tributary.TestGateway.startOn(uri, settings));
    }

    /** The one that tests share which change nothing of the gateway itself. */
    public static TestGateway shared() {
        return Shared.GATEWAY;
    }

    private static final class Shared {

        static final TestGateway GATEWAY = start();

        private static TestGateway start() {
            var gateway = new TestGateway(
                    "--tributary.egress.allow=api.paybook.test:443", "--tributary.delivery.endpoint-check=false");
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
            return gateway;
        }
    }

    /** Stops the gateway, and starts it again on the same store. */
    public void restart(Runnable whileStopped) {
        gateway.restart(whileStopped);
    }

    /** Stops the store; it is not started again. */
    void stopStore() {
        gateway.stopStore();
    }

    public ConfigurableApplicationContext context() {
        return gateway.context();
    }

    public Answer send(String method, String path, String body, String... headers) throws Exception {
        return sendAs(administrator(), method, path, body, headers);
    }

    public Answer get(String path, String... headers) throws Exception {
        return send("GET", path, "", headers);
    }

    public Answer getAs(String token, String path) throws Exception {
        return sendAs(token, "GET", path, "");
    }

    public Answer sendAs(String token, String method, String path, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(gateway.uri(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .setHeader("Authorization", "Bearer " + token);
        if (!body.isEmpty()) {
            request.setHeader("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return new Answer(HTTP.send(request.build(), BodyHandlers.ofString()));
    }

    /** An answer that is read while it comes. */
    InputStream open(String path, String accept) throws Exception {
        var request = HttpRequest.newBuilder(gateway.uri(path))
                .header("Authorization", "Bearer " + administrator())
                .header("Accept", accept);
        return HTTP.send(request.build(), BodyHandlers.ofInputStream()).body();
    }

    /** The token from the file that the gateway wrote. */
    public String administrator() {
        return gateway.adminToken();
    }

    /** A token of the same identity for somebody else. */
    public String token(String tenant, String scope) throws Exception {
        return token(tenant, scope, "somebody");
    }

    String token(String tenant, String scope, String subject) throws Exception {
        ECKey key = ECKey.parse(Files.readString(gateway.data().resolve("identity-key.json")));
        var claims = new JWTClaimsSet.Builder()
                .issuer("http://localhost:8080/local")
                .audience("gateway-api")
                .subject(subject)
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .claim("tenant", tenant)
                .claim("scope", scope)
                .build();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    @Override
    public void close() {
        gateway.close();
    }

    public record Answer(HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public String body() {
            return response.body();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public JsonNode json() throws IOException {
            return JSON.readTree(body());
        }
    }
}
