package dev.tributary.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sets the gateway up by its configuration API, and reads its metrics. */
final class GatewayAccess {

    static final String SOURCE_ID = "benchmark";
    static final String SECRET = "benchmark_secret_0123456789";

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final int managementPort;

    GatewayAccess(int port, int managementPort) {
        this.port = port;
        this.managementPort = managementPort;
    }

    /** One source, and one subscription that every event is compared with and none matches. */
    void setUp(Path data) throws IOException, InterruptedException {
        String token = Files.readString(data.resolve("admin-token")).strip();
        create(token, "sources", """
                {"id":"%s","provider":"tink","scheme":"tink-events-v2","secrets":[{"value":"%s"}]}""".formatted(SOURCE_ID, SECRET));
        create(token, "web-hooks", """
                {"id":"benchmark","type":"EVENTS","name":"Never called","base_uri":"https://subscriber.example/",\
                "authentication_method":"NONE","events":["bank.consent.*"]}""");
    }

    private void create(String token, String collection, String body) throws IOException, InterruptedException {
        HttpRequest request = request(port, "/api/v1/configuration/" + collection)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 201) {
            throw new IOException("POST " + collection + ": " + response.statusCode() + " " + response.body());
        }
    }

    /** All commands that the gateway's driver has sent so far, those of idle polls included. */
    double mongoCommands() throws IOException, InterruptedException {
        HttpRequest request = request(managementPort, "/actuator/prometheus").build();
        return http.send(request, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("mongodb_driver_commands_seconds_count"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }
}
