package dev.tributary.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The packaged jar in a JVM of its own, with the local identity. Its log is beside its data. */
final class GatewayProcess implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final Path data;
    private final int port = freePort();
    private final int managementPort = freePort();
    private final Map<String, String> environment;
    private @Nullable Process process;

    /** @param environment further settings; the same at every start */
    GatewayProcess(Path data, Map<String, String> environment) {
        this.data = data;
        this.environment = new HashMap<>(environment);
        this.environment.put("SERVER_PORT", String.valueOf(port));
        this.environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(managementPort));
        this.environment.put("TRIBUTARY_DATA", data.toString());
    }

    /** Starts it, and waits until it is ready. */
    GatewayProcess start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String jar = System.getProperty("tributary.test.jar", "target/tributary.jar");
        var builder = new ProcessBuilder(java, "-Xmx384m", "-jar", jar);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolve("gateway.log").toFile()));
        process = builder.start();
        await("the gateway is ready").atMost(Duration.ofMinutes(2)).until(this::isReady);
        return this;
    }

    /** SIGKILL: nothing is flushed, no hook runs. */
    void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** The status of a call, or 0 when there was no answer. */
    int post(String path, String body, String... headers) {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .headers(headers)
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Creates a resource as the administrator. */
    void create(String resource, String json) {
        String path = "/api/v1/configuration/" + resource;
        int status = post(path, json, "Authorization", "Bearer " + token(), "Content-Type", "application/json");
        if (status != 201) {
            throw new IllegalStateException(path + " answered " + status + " to " + json);
        }
    }

    String log() throws IOException {
        return Files.readString(data.resolve("gateway.log"), UTF_8);
    }

    @Override
    public void close() {
        kill();
    }

    private boolean isReady() throws IOException {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("the gateway did not start:\n" + log());
        }
        URI health = URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness");
        try {
            HttpResponse<String> answer =
                    HTTP.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString());
            return answer.statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String token() {
        try {
            return Files.readString(data.resolve("admin-token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
