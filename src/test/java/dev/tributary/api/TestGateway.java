package dev.tributary.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tributary.TributaryApplication;
import dev.tributary.embedded.EmbeddedStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole gateway on an embedded store and the local identity, spoken to over HTTP. */
public final class TestGateway implements AutoCloseable {

    public static final String EVERYTHING =
            "tributary_admin events:read events:raw events:export deliveries:replay quarantine:read quarantine:release auditor";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final EmbeddedStore store;
    ConfigurableApplicationContext context;
    private final Path data;
    private final String[] arguments;

    public TestGateway(String... settings) throws IOException {
        this(null, settings);
    }

    /** On a database of its own at another server. */
    public static TestGateway on(String server, String... settings) throws IOException {
        String name = "/t" + UUID.randomUUID().toString().replace("-", "");
        int path = server.indexOf('/', "mongodb://".length());
        int query = server.indexOf('?');
        String host = path >= 0 ? server.substring(0, path) : query >= 0 ? server.substring(0, query) : server;
        return new TestGateway(host + name + (query >= 0 ? server.substring(query) : ""), settings);
    }

    private TestGateway(@Nullable String uri, String[] settings) throws IOException {
        data = Files.createTempDirectory("gateway");
        store = new EmbeddedStore(data);
        arguments = new String[settings.length + 5];
        arguments[0] = "--server.port=0";
        arguments[1] = "--management.server.port=0";
        arguments[2] = "--tributary.data=" + data;
        arguments[3] = "--mongodb.uri=" + (uri == null ? store.uri() : uri);
        arguments[4] = "--tributary.master-key=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        System.arraycopy(settings, 0, arguments, 5, settings.length);
        context = SpringApplication.run(TributaryApplication.class, arguments);
    }

    /** The one that tests share which change nothing of the gateway itself. */
    public static TestGateway shared() {
        return Shared.GATEWAY;
    }

    private static final class Shared {

        static final TestGateway GATEWAY = start();

        private static TestGateway start() {
            try {
                var gateway = new TestGateway(
                        "--tributary.egress.allow=api.paybook.test:443", "--tributary.delivery.endpoint-check=false");
                Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
                return gateway;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Stops the gateway, and starts it again on the same store. */
    public void restart(Runnable whileStopped) {
        context.close();
        whileStopped.run();
        context = SpringApplication.run(TributaryApplication.class, arguments);
    }

    public ConfigurableApplicationContext context() {
        return context;
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
        String port = context.getEnvironment().getProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
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
        String port = context.getEnvironment().getProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + administrator())
                .header("Accept", accept);
        return HTTP.send(request.build(), BodyHandlers.ofInputStream()).body();
    }

    /** The token from the file that the gateway wrote. */
    public String administrator() throws IOException {
        return Files.readString(data.resolve("admin-token")).strip();
    }

    /** A token of the same identity for somebody else. */
    public String token(String tenant, String scope) throws Exception {
        return token(tenant, scope, "somebody");
    }

    String token(String tenant, String scope, String subject) throws Exception {
        ECKey key = ECKey.parse(Files.readString(data.resolve("identity-key.json")));
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
        context.close();
        store.close();
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
