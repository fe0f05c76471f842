package dev.tributary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Debian's Prometheus with the files of {@code docker/observability}. It looks at its targets and rules every second, and an alert
 * fires with the first look at which its expression holds.
 */
final class Prometheus implements AutoCloseable {

    private static final Path FILES = Path.of("docker/observability");

    private final String address;
    private final Path folder;
    private final Process process;

    /** Without the program its test is skipped, but where a missing Docker is a failure, a missing program is one as well. */
    static boolean isThere() {
        return Boolean.getBoolean("tributary.test.requireDocker")
                || Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "prometheus")));
    }

    /** @param targets host and port of what is scraped */
    Prometheus(String... targets) throws IOException {
        folder = Files.createTempDirectory("prometheus");
        address = "127.0.0.1:" + freePort();
        Files.writeString(folder.resolve("alerts.yml"), read("alerts.yml").replaceAll("for: \\d+[sm]", "for: 0s"));
        Files.writeString(
                folder.resolve("prometheus.yml"),
                read("prometheus.yml")
                        .replace("15s", "1s")
                        .replace("gateway1:8081, gateway2:8081", "'" + String.join("', '", targets) + "'"));
        process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=" + address)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    /** Checks files with Prometheus' own tool. */
    static void check(String... command) throws Exception {
        Process promtool = new ProcessBuilder(
                        Stream.concat(Stream.of("promtool"), Stream.of(command)).toList())
                .redirectErrorStream(true)
                .start();
        String output = new String(promtool.getInputStream().readAllBytes(), UTF_8);
        assertThat(promtool.waitFor()).as(output).isZero();
    }

    private static String read(String file) throws IOException {
        return Files.readString(FILES.resolve(file));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The numbers that an expression gives now, without those of nothing (0/0). */
    List<Double> evaluate(String expression) throws Exception {
        return stream(get("query?query=" + URLEncoder.encode(expression, UTF_8)).at("/data/result"))
                .map(series -> series.at("/value/1").asDouble())
                .filter(value -> !value.isNaN())
                .toList();
    }

    /** The names of the alerts that fire. */
    Set<String> firing() throws Exception {
        var names = new TreeSet<String>();
        stream(get("alerts").at("/data/alerts"))
                .filter(alert -> alert.path("state").asText().equals("firing"))
                .forEach(alert -> names.add(alert.at("/labels/alertname").asText()));
        return names;
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return Stream.iterate(0, index -> index < array.size(), index -> index + 1)
                .map(array::get);
    }

    private JsonNode get(String path) throws Exception {
        var response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + address + "/api/v1/" + path))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
