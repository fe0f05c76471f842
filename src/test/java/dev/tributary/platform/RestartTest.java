package dev.tributary.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the process when only a restart helps. */
class RestartTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void livenessIsDownAndTheProcessEndsWithOneLineWhenAWorkersThreadHasEnded() throws Exception {
        int port = freePort();
        Path signal = folder.resolve("die");
        Path output = folder.resolve("output");
        Process gateway = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingGateway.class.getName(),
                        signal.toString(),
                        "--server.port=0",
                        "--management.server.port=" + port,
                        "--tributary.data=" + folder.resolve("data"),
                        "--logging.config=classpath:structured-logback.xml",
                        "--logging.structured.format.console=ecs")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await().atMost(Duration.ofMinutes(2)).until(() -> liveness(port).startsWith("200"));
            Files.createFile(signal);
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> liveness(port).startsWith("503"));
            assertThat(liveness(port)).contains("\"dying\":\"its thread has ended\"");
            assertThat(gateway.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(gateway.exitValue()).isEqualTo(70);
            String log = Files.readString(output);
            assertThat(log.lines().filter(line -> line.contains("ERROR")))
                    .singleElement()
                    .asString()
                    .contains("ends in 5 s with exit code 70", "dying");
            assertThat(log).doesNotContain("stack_trace", "\tat ");
            assertThat(log.lines()).hasSizeGreaterThan(5).allSatisfy(RestartTest::isOneObject);
            assertThat(log.lines().map(RestartTest::message))
                    .contains(
                            "Tokens: of the local identity",
                            "Folders: data " + folder.resolve("data") + ", further mappings none, further routes none")
                    .anyMatch(line -> line.startsWith("Store: embedded store " + folder.resolve("data")))
                    .anyMatch(line -> line.endsWith("health and metrics on 127.0.0.1, port " + port));
        } finally {
            gateway.destroyForcibly();
        }
    }

    private static void isOneObject(String line) throws IOException {
        JsonNode entry = new ObjectMapper().readTree(line);
        assertThat(entry.path("@timestamp").textValue()).isNotNull();
        assertThat(entry.path("message").textValue()).isNotNull();
    }

    private static String message(String line) {
        try {
            return new ObjectMapper().readTree(line).path("message").textValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String liveness(int port) throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/health/liveness");
        try {
            var answer = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return "";
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
