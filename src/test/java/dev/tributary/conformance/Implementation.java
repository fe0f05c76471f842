package dev.tributary.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.TestGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;

/**
 * The implementation under test.
 *
 * <ul>
 *   <li>{@code conformance.url}: where it is, such as {@code https://gateway.example.com}; without it, a gateway is
 *       started in this JVM
 *   <li>{@code conformance.token}, or {@code conformance.client} as {@code id:secret} for HTTP Basic: an administrator
 *   <li>{@code conformance.reader-token}, optional: a valid token without the admin scope
 *   <li>{@code conformance.hook}, optional: a URI that web hooks may point to
 * </ul>
 *
 * @param administrator the value of {@code Authorization}
 * @param reader as {@code administrator}, of a client that may not configure; empty if there is none
 */
record Implementation(String url, String administrator, String reader, String hook) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    static Implementation underTest() throws Exception {
        String url = System.getProperty("conformance.url", "");
        String hook = System.getProperty("conformance.hook", "https://hooks.example.com/conformance");
        if (url.isEmpty()) {
            TestGateway gateway = TestGateway.shared();
            String port = gateway.context().getEnvironment().getProperty("local.server.port");
            return new Implementation(
                    "http://127.0.0.1:" + port,
                    "Bearer " + gateway.token("conformance", TestGateway.EVERYTHING),
                    "Bearer " + gateway.token("conformance", "events:read"),
                    hook);
        }
        String client = System.getProperty("conformance.client", "");
        String reader = System.getProperty("conformance.reader-token", "");
        return new Implementation(
                url.replaceAll("/+$", ""),
                client.isEmpty()
                        ? "Bearer " + System.getProperty("conformance.token", "")
                        : "Basic " + Base64.getEncoder().encodeToString(client.getBytes(UTF_8)),
                reader.isEmpty() ? "" : "Bearer " + reader,
                hook);
    }

    Answer send(String method, String path, String body) throws Exception {
        return sendAs(administrator, method, path, body);
    }

    /** @param authorization empty to send none */
    Answer sendAs(String authorization, String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json;charset=UTF-8");
        }
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return new Answer(HTTP.send(request.build(), BodyHandlers.ofString()));
    }

    record Answer(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode json() throws IOException {
            return JSON.readTree(body());
        }
    }
}
