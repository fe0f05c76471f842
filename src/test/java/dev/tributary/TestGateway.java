package dev.tributary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tributary.api.document.DescribedAnswers;
import dev.tributary.embedded.EmbeddedStore;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import dev.tributary.source.SourceStore;
import dev.tributary.store.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The whole gateway in this JVM on free ports, over an embedded store of its own. */
public final class TestGateway implements AutoCloseable {

    /** All scopes. */
    public static final String EVERYTHING =
            "tributary_admin events:read events:raw events:export deliveries:replay quarantine:read quarantine:release auditor";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final String MASTER_KEY = "--tributary.master-key=";

    private final Path data;
    private final EmbeddedStore store;
    private final Supplier<ConfigurableApplicationContext> start;
    private ConfigurableApplicationContext context;

    private TestGateway(@Nullable Clock clock, @Nullable String uri, String... settings) {
        try {
            data = Files.createTempDirectory("tributary-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store = new EmbeddedStore(data);
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--tributary.data=" + data,
                "--mongodb.uri=" + (uri == null ? TestDatabase.forGateway(store) : uri)));
        if (Arrays.stream(settings).noneMatch(setting -> setting.startsWith(MASTER_KEY))) {
            arguments.add(MASTER_KEY + "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        }
        arguments.addAll(List.of(settings));
        var application = new SpringApplication(TributaryApplication.class);
        if (clock != null) {
            application.addInitializers((GenericApplicationContext context) -> context.registerBean(
                    "testClock", Clock.class, () -> clock, definition -> definition.setPrimary(true)));
        }
        start = () -> application.run(arguments.toArray(String[]::new));
        context = start.get();
    }

    /** @param settings further ones, as {@code --name=value} */
    public static TestGateway start(String... settings) {
        return new TestGateway(null, null, settings);
    }

    /** The same, on a store that is somewhere else. */
    public static TestGateway startOn(String uri, String... settings) {
        return new TestGateway(null, uri, settings);
    }

    /** On a database of its own at another server. */
    public static TestGateway on(String server, String... settings) {
        String name = "/t" + UUID.randomUUID().toString().replace("-", "");
        int path = server.indexOf('/', "mongodb://".length());
        int query = server.indexOf('?');
        String host = path >= 0 ? server.substring(0, path) : query >= 0 ? server.substring(0, query) : server;
        return startOn(host + name + (query >= 0 ? server.substring(query) : ""), settings);
    }

    /** The one that tests share which change nothing of the gateway itself. */
    public static TestGateway shared() {
        return Shared.GATEWAY;
    }

    private static final class Shared {

        static final TestGateway GATEWAY = TestGateway.start(
                "--tributary.egress.allow=api.paybook.test:443", "--tributary.delivery.endpoint-check=false");

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(GATEWAY::close));
        }
    }

    /** The same, living by another clock. */
    public static TestGateway startAt(Clock clock, String... settings) {
        return new TestGateway(clock, null, settings);
    }

    /** Stops the gateway, and starts it again on the same store. */
    public void restart(Runnable whileStopped) {
        context.close();
        whileStopped.run();
        context = start.get();
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    /** The folder with the store and the keys of the local identity. */
    public Path data() {
        return data;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    /** The administrator's token of the local identity. */
    public String adminToken() {
        try {
            return Files.readString(data.resolve("admin-token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A token of the local identity for somebody else. */
    public String token(String tenant, String scope) throws Exception {
        return token(tenant, scope, "somebody");
    }

    public String token(String tenant, String scope, String subject) throws Exception {
        return token(tenant, scope, subject, Duration.ofMinutes(10));
    }

    public String token(String tenant, String scope, String subject, Duration valid) throws Exception {
        ECKey key = ECKey.parse(Files.readString(data.resolve("identity-key.json")));
        var claims = new JWTClaimsSet.Builder()
                .issuer("http://localhost:8080/local")
                .audience("gateway-api")
                .subject(subject)
                .expirationTime(Date.from(Instant.now().plus(valid)))
                .claim("tenant", tenant)
                .claim("scope", scope)
                .build();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    /** Stops the store; it is not started again. */
    public void stopStore() {
        store.close();
    }

    /** Puts a source in place without the API; its one secret applies to all calls. */
    public Source source(
            String id,
            String provider,
            String scheme,
            Map<String, String> options,
            String secret,
            Source.@Nullable Api api) {
        List<SourceSecret> secrets = List.of(new SourceSecret("k1", secret, null, Instant.EPOCH));
        var source = new Source(
                id, "default", provider, scheme, null, true, secrets, options, api, Instant.EPOCH, Instant.EPOCH, 1);
        if (!bean(SourceStore.class).insert(source)) {
            throw new IllegalArgumentException(id + " is taken");
        }
        return source;
    }

    /** Posts bytes; headers as name, value, name, value. */
    public HttpResponse<String> post(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    public Answer getAs(String token, String path) {
        return sendAs(token, "GET", path, "");
    }

    public Answer send(String method, String path, String body, String... headers) {
        return sendAs(adminToken(), method, path, body, headers);
    }

    /** Sends JSON, or nothing where the body is empty. */
    public Answer sendAs(String token, String method, String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(uri(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .setHeader("Authorization", "Bearer " + token);
        if (!body.isEmpty()) {
            request.setHeader("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return new Answer(DescribedAnswers.checked(send(request.build())));
    }

    /** An answer that is read while it comes. */
    public InputStream open(String token, String path, String accept) throws Exception {
        var request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", accept);
        return HTTP.send(request.build(), BodyHandlers.ofInputStream()).body();
    }

    public String metrics() {
        return manage("/actuator/prometheus").body();
    }

    public HttpResponse<String> manage(String path) {
        String port = context.getEnvironment().getRequiredProperty("local.management.port");
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build());
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
