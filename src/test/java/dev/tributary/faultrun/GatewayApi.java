package dev.tributary.faultrun;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** The configuration and query API of one gateway, called as its administrator. */
public final class GatewayApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONFIGURATION = "/api/v1/configuration/";
    private static final String WEB_HOOKS = CONFIGURATION + "web-hooks";
    private static final int PARALLEL = 32;

    private final HttpClient http;
    private final URI base;
    private final Path token;

    GatewayApi(HttpClient http, URI base, Path token) {
        this.http = http;
        this.base = base;
        this.token = token;
    }

    /** A source that {@link Load} calls; {@code id} is free. */
    public void createSource(String id) {
        send(201, "POST", CONFIGURATION + "sources", """
                {"id":"%s","provider":"paybook","scheme":"paybook-header","options":{"header":"%s"},
                 "secrets":[{"value":"%s"}]}""".formatted(id, Load.SECRET_HEADER, Load.SECRET));
    }

    /** As {@link #createSource(String)}, with the API that its follow-ups are fetched from. */
    public void createSource(String id, String apiUri) {
        send(201, "POST", CONFIGURATION + "sources", """
                {"id":"%s","provider":"paybook","scheme":"paybook-header","options":{"header":"%s"},
                 "secrets":[{"value":"%s"}],"api":{"base_uri":"%s","api_key":"key","rate":100}}""".formatted(id, Load.SECRET_HEADER, Load.SECRET, apiUri));
    }

    /** A source whose calls carry their secret in the body. */
    public void createLegacySource(String id) {
        send(201, "POST", CONFIGURATION + "sources", """
                {"id":"%s","provider":"tink","scheme":"tink-legacy","secrets":[{"value":"%s"}]}""".formatted(id, Load.SECRET));
    }

    /** A source of Tink's Events v2 without a secret. */
    public void createTinkSource(String id, String apiUri, String clientId, String clientSecret) {
        send(201, "POST", CONFIGURATION + "sources", """
                {"id":"%s","provider":"tink","scheme":"tink-events-v2",
                 "api":{"base_uri":"%s","client_id":"%s","client_secret":"%s"}}""".formatted(id, apiUri, clientId, clientSecret));
    }

    /** Registers a source at its provider. */
    public void register(String source) {
        send(201, "POST", CONFIGURATION + "sources/" + source + "/registration", "");
    }

    /** Begins a rotation at the provider; the status of its answer, or 0 where there was none. */
    public CompletableFuture<Integer> rotateLater(String source) {
        HttpRequest request = request("POST", CONFIGURATION + "sources/" + source + "/secrets", "{\"grace\":\"PT1H\"}");
        return http.sendAsync(request, BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null ? answer.statusCode() : 0);
    }

    /** Adds a secret to a source of {@link #createSource}, in the place of one that was added before. */
    public void addSecret(String id, String secret) {
        send(
                204,
                "PATCH",
                CONFIGURATION + "sources/" + id,
                "{\"secrets\":[{\"value\":\"%s\"},{\"value\":\"%s\"}]}".formatted(Load.SECRET, secret));
    }

    /** A subscription that has the endpoint's name as its id. */
    public void subscribe(Endpoint endpoint, String... events) {
        send(201, "POST", WEB_HOOKS, subscription(endpoint, events));
    }

    /** A subscription to everything that points outside the sink. */
    public void subscribe(String id, String uri) {
        send(201, "POST", WEB_HOOKS, subscription(id, uri, ""));
    }

    /** As {@link #subscribe}, for many, several at a time. */
    public void subscribeAll(Collection<Endpoint> endpoints, String... events) {
        var places = new Semaphore(PARALLEL);
        List<CompletableFuture<Void>> calls = endpoints.stream()
                .map(endpoint -> {
                    places.acquireUninterruptibly();
                    HttpRequest request = request("POST", WEB_HOOKS, subscription(endpoint, events));
                    return http.sendAsync(request, BodyHandlers.ofString())
                            .whenComplete((answer, failure) -> places.release())
                            .thenAccept(answer -> check(201, request, answer));
                })
                .toList();
        calls.forEach(CompletableFuture::join);
    }

    public void change(Endpoint subscription, String json) {
        send(204, "PATCH", WEB_HOOKS + "/" + subscription.name(), json);
    }

    public void unsubscribe(Endpoint subscription) {
        send(204, "DELETE", WEB_HOOKS + "/" + subscription.name(), "");
    }

    /** The deliveries of a subscription that the API lists on its first page of 200. */
    public JsonNode deliveries(Endpoint subscription) {
        return deliveries(subscription.name());
    }

    public JsonNode deliveries(String subscription) {
        return get("/api/v1/deliveries?limit=200&webHookId=" + subscription).path("result");
    }

    /** The states of all deliveries of one event. */
    public List<String> listedStates(String eventId) {
        return getAll("/api/v1/deliveries?eventId=" + eventId).stream()
                .map(delivery -> delivery.path("state").asText())
                .toList();
    }

    /** All of a list of the query API, page by page. */
    public List<JsonNode> getAll(String list) {
        var all = new ArrayList<JsonNode>();
        String path = list + (list.contains("?") ? "&" : "?") + "limit=200";
        for (JsonNode page = get(path);
                ;
                page = get(path + "&cursor=" + page.path("nextCursor").asText())) {
            page.path("result").forEach(all::add);
            if (!page.hasNonNull("nextCursor")) {
                return all;
            }
        }
    }

    /** The answer to a GET that must be 200. */
    public JsonNode get(String path) {
        return json(send(200, "GET", path, ""));
    }

    /** What is kept of the body of a call that is ASCII. */
    public String keptBody(String receiptId) {
        return send(200, "GET", "/api/v1/receipts/" + receiptId + "/body", "");
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many deliveries a replay of a range would add; nothing is changed. */
    public int countReplay(String range) {
        return json(send(200, "POST", "/api/v1/replays?dry_run=true", range))
                .path("count")
                .asInt();
    }

    /** Begins the replay of a range, once for each key; gives its id. */
    public String replay(String range, String key) {
        return json(send(202, "POST", "/api/v1/replays", range, "Idempotency-Key", key))
                .path("id")
                .asText();
    }

    /** Begins the erasure of an end user of Paybook. */
    public void erase(String user) {
        send(202, "POST", "/api/v1/users/paybook/" + user + "/erasure", "");
    }

    private static String subscription(Endpoint endpoint, String... events) {
        return subscription(
                endpoint.name(), endpoint.uri(), events.length == 0 ? "" : "\"" + String.join("\",\"", events) + "\"");
    }

    private static String subscription(String id, String uri, String events) {
        return """
                {"id":"%s","type":"EVENTS","name":"%1$s","base_uri":"%s","authentication_method":"NONE",
                 "signing_secret":"%s","events":[%s]}""".formatted(id, uri, Sink.SECRET, events);
    }

    private String send(int expected, String method, String path, String json, String... headers) {
        HttpRequest request = request(method, path, json, headers);
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            check(expected, request, answer);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void check(int expected, HttpRequest request, HttpResponse<String> answer) {
        if (answer.statusCode() != expected) {
            throw new AssertionError("%s %s answered %d, expected %d: %s"
                    .formatted(request.method(), request.uri(), answer.statusCode(), expected, answer.body()));
        }
    }

    private HttpRequest request(String method, String path, String json, String... headers) {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private String token() {
        try {
            return Files.readString(token).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
