package dev.tributary.quarantine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A gateway with a provider of its own, whose mapping file can be changed by a restart on the same database. */
final class DeltaGateway implements AutoCloseable {

    static final String OPENED = "- { when: { equals: opened }, type: bank.account.opened.v1 }";
    static final String LINKED = "- { when: { equals: linked }, type: bank.account.linked.v1 }";
    static final String KIND = "account.kind: { path: \"$.kind\", optional: true }";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String uri;
    private final Path folder;
    private TestGateway gateway;

    /** @param server the address of a server of the protocol */
    DeltaGateway(String server, String... mapping) throws IOException {
        this.uri = database(server);
        this.folder = Files.createTempDirectory("delta");
        Files.createDirectories(folder.resolve("routes"));
        Path files = Files.createDirectories(folder.resolve("mappings/delta"));
        Files.writeString(files.resolve("provider.yaml"), """
                provider: delta
                schemes:
                  delta-v1: { type: hmac-sha256, header: Delta-Signature, prefix: "sha256=", encoding: hex,
                              signed-content: "{body}" }
                  delta-secret: { type: shared-secret, header: Delta-Secret }
                profiles:
                  delta-events: { root: [event, account] }
                  delta-batch: { root: [events] }
                follow-ups:
                  authorization: "key {key}"
                  query: { limit: "[0-9]{1,9}" }
                  kinds: { account: { paths: ["/v1/allowed"] } }
                """);
        String route = Files.readString(Path.of("routes/sixpark.camel.yaml")).replace("sixpark", "delta");
        Files.writeString(folder.resolve("routes/delta.camel.yaml"), route);
        write("1.0.0", mapping);
        this.gateway = start();
    }

    private static String database(String server) {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        int path = server.indexOf('/', "mongodb://".length());
        int query = server.indexOf('?');
        String host = path >= 0 ? server.substring(0, path) : query >= 0 ? server.substring(0, query) : server;
        return host + '/' + name + (query >= 0 ? server.substring(query) : "");
    }

    private TestGateway start() {
        return TestGateway.startOn(
                uri,
                "--tributary.mappings=" + folder.resolve("mappings"),
                "--tributary.routes=" + folder.resolve("routes"),
                "--tributary.egress.allow=127.0.0.0/8",
                "--tributary.delivery.endpoint-check=false",
                "--tributary.source-health.every=500ms");
    }

    /** Writes the mapping file; the lines are rules, or members of the data. */
    private void write(String version, String... lines) throws IOException {
        String subject = String.join("", lines).contains("bank.connection.") ? "connection" : "account";
        var rules = new StringBuilder();
        var data = new StringBuilder();
        for (String line : lines) {
            (line.startsWith("-") ? rules.append("  ") : data.append("    "))
                    .append(line)
                    .append('\n');
        }
        Files.writeString(
                folder.resolve("mappings/delta/delta-events.yaml"), """
                apiVersion: mapping/v1
                kind: EventMapping
                metadata: { provider: delta, profile: delta-events, version: %1$s }
                discriminator: { path: "$.event", required: true }
                dedup: ["$.event", "$.account"]
                common:
                  time: { received: true }
                  subject: "%2$ss/{%2$s.id}"
                  partitionkey: "{%2$s.id}"
                  data:
                    %2$s.id: { path: "$.account", required: true, as: string }
                %3$srules:
                %4$s""".formatted(version, subject, data, rules));
        writeBatch(version, subject.equals("account") ? rules.toString() : "  " + OPENED);
    }

    /** The same rules for a call of several events; the key of one without an id is that of its bytes. */
    private void writeBatch(String version, String rules) throws IOException {
        Files.writeString(folder.resolve("mappings/delta/delta-batch.yaml"), """
                apiVersion: mapping/v1
                kind: EventMapping
                metadata: { provider: delta, profile: delta-batch, version: %s }
                split: "$.events[*]"
                discriminator: { path: "$.event", required: true }
                dedup: ["$.id"]
                common:
                  time: { received: true }
                  subject: "accounts/{account.id}"
                  data:
                    account.id: { path: "$.account", required: true }
                rules:
                %s""".formatted(version, rules));
    }

    /** Another gateway on the same database, with another mapping file. */
    void restart(String version, String... mapping) throws IOException {
        gateway.close();
        write(version, mapping);
        gateway = start();
    }

    /** Another gateway on the same database. */
    void restart() {
        gateway.close();
        gateway = start();
    }

    TestGateway gateway() {
        return gateway;
    }

    MongoDatabase database() {
        return gateway.bean(MongoDatabase.class);
    }

    /** The status of a call. */
    int call(String source, String body, String header, String value) {
        return gateway.post("/hooks/delta/" + source, body.getBytes(UTF_8), header, value)
                .statusCode();
    }

    HttpResponse<String> send(String method, String path, String body) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(gateway.uri(path))
                            .method(method, BodyPublishers.ofString(body))
                            .headers(
                                    "Authorization",
                                    "Bearer " + gateway.adminToken(),
                                    "Content-Type",
                                    "application/json")
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode post(int status, String path, String body) {
        HttpResponse<String> answer = send("POST", path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return json(answer);
    }

    JsonNode get(String path) {
        HttpResponse<String> answer = gateway.get(path).response();
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
        return json(answer);
    }

    JsonNode list(String path) {
        return get(path).path("result");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        gateway.close();
    }
}
