package dev.tributary.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** Sets the gateway up by its configuration API, and reads its metrics. */
final class GatewayAccess {

    static final String SOURCE_ID = "benchmark";
    static final String SECRET = "benchmark_secret_0123456789";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final int managementPort;
    private String token = "";

    GatewayAccess(int port, int managementPort) {
        this.port = port;
        this.managementPort = managementPort;
    }

    /** One source, and one subscription that every event is compared with and none matches. */
    void setUp(Path data) throws IOException, InterruptedException {
        createSource(data);
        create("web-hooks", """
                {"id":"benchmark","type":"EVENTS","name":"Never called","base_uri":"https://subscriber.example/",\
                "authentication_method":"NONE","events":["bank.consent.*"]}""");
    }

    /** The administrator's token, which a gateway writes anew when it starts. */
    void readToken(Path data) throws IOException {
        token = Files.readString(data.resolve("admin-token")).strip();
    }

    void createSource(Path data) throws IOException, InterruptedException {
        readToken(data);
        create("sources", """
                {"id":"%s","provider":"tink","scheme":"tink-events-v2","secrets":[{"value":"%s"}]}""".formatted(SOURCE_ID, SECRET));
    }

    /** A subscription to all that the calls of the benchmark become; returns when its endpoint counts as checked. */
    void subscribe(String id, String baseUri, String signingSecret) throws IOException, InterruptedException {
        create("web-hooks", """
                {"id":"%1$s","type":"EVENTS","name":"%1$s","base_uri":"%2$s","authentication_method":"NONE",\
                "events":["bank.payment.*"],"signing_secret":"%3$s"}""".formatted(id, baseUri, signingSecret));
        Awaitility.await("the check of the endpoint of " + id)
                .atMost(Duration.ofSeconds(30))
                .until(() -> !configuration("GET", "web-hooks/" + id, "").body().contains("\"unverified\""));
    }

    /** @param fields a JSON object */
    void change(String subscription, String fields) throws IOException, InterruptedException {
        expect(204, configuration("PATCH", "web-hooks/" + subscription, fields));
    }

    void unsubscribe(String subscription) throws IOException, InterruptedException {
        expect(204, configuration("DELETE", "web-hooks/" + subscription, ""));
    }

    /** Reads a page of stored events with the administrator's token. */
    JsonNode events(String query) throws IOException, InterruptedException {
        HttpRequest request = request(port, "/api/v1/events?" + query)
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        expect(200, response);
        return JSON.readTree(response.body());
    }

    private void create(String collection, String body) throws IOException, InterruptedException {
        expect(201, configuration("POST", collection, body));
    }

    private HttpResponse<String> configuration(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = request(port, "/api/v1/configuration/" + path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static void expect(int status, HttpResponse<String> response) throws IOException {
        if (response.statusCode() != status) {
            throw new IOException(response.request() + ": " + response.statusCode() + " " + response.body());
        }
    }

    /** All commands that the gateway's driver has sent so far, those of idle polls included. */
    double mongoCommands() throws IOException, InterruptedException {
        return mongoCommandsByName().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** The same, by the name of the command and the collection that it was for. */
    Map<String, Double> mongoCommandsByName() throws IOException, InterruptedException {
        HttpRequest request = request(managementPort, "/actuator/prometheus").build();
        Map<String, Double> counts = new TreeMap<>();
        http.send(request, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("mongodb_driver_commands_seconds_count"))
                .forEach(line -> counts.merge(
                        label(line, "command") + " " + label(line, "collection"),
                        Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
                        Double::sum));
        return counts;
    }

    private static String label(String line, String name) {
        int at = line.indexOf(name + "=\"");
        return at < 0 ? "" : line.substring(at + name.length() + 2, line.indexOf('"', at + name.length() + 2));
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }
}
