package dev.tributary;

import dev.tributary.embedded.EmbeddedStore;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import dev.tributary.source.SourceStore;
import dev.tributary.store.TestDatabase;
import java.io.IOException;
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
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The whole gateway in this JVM on free ports, over an embedded store of its own. */
public final class TestGateway implements AutoCloseable {

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

    /** Reads as the administrator. */
    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + adminToken())
                .build());
    }

    /** All metrics, as Prometheus reads them. */
    public String metrics() {
        return manage("/actuator/prometheus").body();
    }

    /** Reads from the management port. */
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
}
