package dev.tributary.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The gateway as the outside world sees it: its configuration over HTTP, and its ingest. */
final class GatewayClient {

    /**
     * What the gateway answered a provider's call.
     *
     * @param word the {@code status} of its body; {@code refused} for 401, else {@code failed}
     */
    record Answer(int status, String word) {

        @Override
        public String toString() {
            return status + " " + word;
        }
    }

    private static final String CONFIGURATION = "/api/v1/configuration/";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String baseUri;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private final ObjectMapper json = new ObjectMapper();

    GatewayClient(String baseUri, String token) {
        this.baseUri = baseUri;
        this.token = token;
    }

    /**
     * @param collection {@code sources} or {@code web-hooks}
     * @throws IllegalStateException with the gateway's own words if it refuses
     */
    void create(String collection, Map<String, Object> resource) {
        HttpResponse<String> response = configure("POST", collection, write(resource));
        if (response.statusCode() != 201) {
            throw new IllegalStateException("the gateway answered POST %s %d: %s"
                    .formatted(collection, response.statusCode(), response.body()));
        }
    }

    /** Removes what an earlier run created; anything else is left alone. */
    void removeLeftOvers(String collection) {
        for (String id : leftOvers(collection)) {
            configure("DELETE", collection + "/" + id, "");
        }
    }

    private List<String> leftOvers(String collection) {
        List<String> ids = new ArrayList<>();
        for (JsonNode resource : read(configure("GET", collection, "")).path("result")) {
            String id = resource.path("id").asText();
            if (id.startsWith(SimulatedSource.ID_PREFIX)) {
                ids.add(id);
            }
        }
        return ids;
    }

    Answer send(ProviderCall call) {
        HttpRequest.Builder request = request(call.source().ingestPath())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(call.body()));
        call.headers().forEach(request::header);
        HttpResponse<String> response = exchange(request.build());
        int status = response.statusCode();
        String word = status == 200 ? read(response).path("status").asText() : status == 401 ? "refused" : "failed";
        return new Answer(status, word);
    }

    private HttpResponse<String> configure(String method, String path, String body) {
        return exchange(request(CONFIGURATION + path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(baseUri + path)).timeout(TIMEOUT);
    }

    private HttpResponse<String> exchange(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("the gateway at " + baseUri + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the gateway was answering", e);
        }
    }

    private String write(Map<String, Object> resource) {
        try {
            return json.writeValueAsString(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode read(HttpResponse<String> response) {
        try {
            return json.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("the gateway answered something else than JSON", e);
        }
    }
}
