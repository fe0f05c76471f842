package dev.tributary.faultrun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The packaged jar in a JVM of its own, see {@link GatewayJar}, with the local identity. Its log is beside its data.
 */
public final class GatewayProcess implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final Path data;
    private final int port = freePort();
    private final int managementPort = freePort();
    private final Map<String, String> environment;
    private final GatewayApi api;
    private @Nullable Process process;

    /** @param environment further settings; the same at every start */
    public GatewayProcess(Path data, Map<String, String> environment) {
        this.data = data;
        this.environment = new HashMap<>(environment);
        this.environment.put("SERVER_PORT", String.valueOf(port));
        this.environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(managementPort));
        this.environment.put("TRIBUTARY_DATA", data.toString());
        this.environment.putAll(Form.gatewayEnvironment());
        this.api = new GatewayApi(HTTP, URI.create("http://127.0.0.1:" + port), data.resolve("admin-token"));
    }

    /** Starts it, and waits until it is ready. */
    public GatewayProcess start() throws IOException {
        process = launch("gateway.log", GatewayJar.inForm());
        await("the gateway is ready")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .until(this::isReady);
        return this;
    }

    /** Starts a command of the jar with the settings of this gateway; its output is beside the gateway's log. */
    public Process command(String name) throws IOException {
        var command = new ArrayList<>(GatewayJar.asPackaged());
        command.add(name);
        return launch(name + ".log", command);
    }

    /** The output of the commands of this name so far. */
    public String commandLog(String name) throws IOException {
        return Files.readString(data.resolve(name + ".log"), UTF_8);
    }

    /** A setting of every later start. */
    public void set(String variable, String value) {
        environment.put(variable, value);
    }

    private Process launch(String log, List<String> command) throws IOException {
        Files.createDirectories(data);
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process started = builder.redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(data.resolve(log).toFile()))
                .start();
        // a test run that is ended leaves no process behind
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        return started;
    }

    /** SIGKILL: nothing is flushed, no hook runs. */
    public void kill() {
        running().destroyForcibly().onExit().join();
    }

    /** SIGSTOP: it keeps its connections and its memory, and does nothing. */
    public void pause() throws IOException {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() throws IOException {
        signal("CONT");
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Time of all its threads on the processors since it was started. */
    public Duration cpuTime() {
        return running().toHandle().info().totalCpuDuration().orElseThrow();
    }

    /** The most memory that it has had resident since it was started, in bytes. */
    public long peakMemory() throws IOException {
        String status = Files.readString(Path.of("/proc/" + pid() + "/status"));
        String peak = status.replaceAll("(?s).*VmHWM:\\s+(\\d+) kB.*", "$1");
        return 1024 * Long.parseLong(peak);
    }

    long pid() {
        return running().pid();
    }

    /** Its data and its log. */
    Path data() {
        return data;
    }

    /** Of calls and the API. */
    public int port() {
        return port;
    }

    /** Its API, as the administrator. */
    public GatewayApi api() {
        return api;
    }

    /** The status of a call, or 0 when there was no answer. */
    public int post(String path, String body, String... headers) {
        return postLater(path, body, headers).join();
    }

    /** The status of a call, or 0 when there was no answer. */
    public CompletableFuture<Integer> postLater(String path, String body, String... headers) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .headers(headers)
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body))
                .build();
        return HTTP.sendAsync(request, BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null ? answer.statusCode() : 0);
    }

    public String log() throws IOException {
        return Files.readString(data.resolve("gateway.log"), UTF_8);
    }

    /** Kills it. */
    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    private boolean isReady() throws IOException {
        if (!isAlive()) {
            throw new IllegalStateException("the gateway did not start:\n" + log());
        }
        URI health = URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness");
        try {
            return HTTP.send(HttpRequest.newBuilder(health).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void signal(String name) throws IOException {
        int exit = new ProcessBuilder(
                        "kill", "-" + name, String.valueOf(running().pid()))
                .inheritIO()
                .start()
                .onExit()
                .join()
                .exitValue();
        if (exit != 0) {
            throw new IOException("kill -" + name + " ended with " + exit);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("the gateway was never started");
        }
        return process;
    }

    /** Below the range from which the system gives ports to clients, which the load would take before the gateway does. */
    static int freePort() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(10_000, 30_000);
            try (var socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // in use: another one
            }
        }
    }
}
