package dev.tributary.api;

import static dev.tributary.egress.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.egress.ScriptedServer.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A gateway whose deliveries have one attempt, with a source, web hooks and a subscriber for each of them. */
public final class DeliveryApi implements AutoCloseable {

    static final String SECRET = "whsec_c2luay1zZWNyZXQtZm9yLXRlc3RzLTAxMjM0NTY3ODk=";
    static final String CREATED = "bank.connection.created.v1";

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    public final TestGateway gateway;
    private final List<ScriptedServer> servers = new ArrayList<>();

    public DeliveryApi() throws Exception {
        gateway = TestGateway.start(
                "--tributary.egress.allow=127.0.0.0/8",
                "--tributary.delivery.schedule=0s",
                "--tributary.delivery.endpoint-check=false");
        Answer source = gateway.send("POST", "/api/v1/configuration/sources", """
                {"id":"s","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Secret"},
                 "secrets":[{"value":"a-shared-secret-for-tests"}]}""");
        assertThat(source.status()).as(source.body()).isEqualTo(201);
    }

    /** A subscriber that answers a status. */
    public ScriptedServer subscriber(int status) throws IOException {
        var server = new ScriptedServer(status(status));
        servers.add(server);
        return server;
    }

    /** A web hook for events of which only those of this user are meant; {@code further} members begin with a comma. */
    public void subscribe(String id, ScriptedServer subscriber, String further) throws Exception {
        Answer answer = gateway.send(
                "POST", "/api/v1/configuration/web-hooks", """
                {"id":"%s","type":"EVENTS","name":"n","base_uri":"%s","authentication_method":"NONE",
                 "signing_secret":"%s"%s}""".formatted(id, subscriber.url("/"), SECRET, further));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    void change(String webHook, String json) throws Exception {
        assertThat(gateway.send("PATCH", "/api/v1/configuration/web-hooks/" + webHook, json)
                        .status())
                .isEqualTo(204);
    }

    public void unsubscribe(String webHook) throws Exception {
        gateway.send("DELETE", "/api/v1/configuration/web-hooks/" + webHook, "");
    }

    /** Takes calls in, each of which becomes one event; gives the events' ids. */
    public List<String> receive(String call, int count) throws Exception {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String credential = "c" + NUMBERS.incrementAndGet();
            Answer answer = gateway.send(
                    "POST",
                    "/hooks/paybook/s",
                    """
                    {"event":"%s","id_credential":"%s","id_user":"u","id_external":"e","id_job_uuid":"j","is_executing":1,"endpoints":{}}""".formatted(call, credential),
                    "X-Secret",
                    "a-shared-secret-for-tests");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            events.add(gateway.get("/api/v1/events?subject=connections/" + credential)
                    .json()
                    .at("/result/0/id")
                    .asText());
        }
        return events;
    }

    Answer post(String path, String body, String... headers) throws Exception {
        return gateway.send("POST", "/api/v1" + path, body, headers);
    }

    JsonNode get(String path) throws Exception {
        Answer answer = gateway.get("/api/v1" + path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** The states of the deliveries of an event to a web hook, by id: the ordinary one first, then its replays. */
    public List<String> states(String event, String webHook) throws Exception {
        return get("/deliveries?limit=200&eventId=" + event + "&webHookId=" + webHook)
                .path("result")
                .findValuesAsText("state");
    }

    public void awaitStates(String event, String webHook, String... states) {
        await().atMost(AT_MOST)
                .untilAsserted(() -> assertThat(states(event, webHook)).containsExactly(states));
    }

    /** Waits until a replay or cancellation has ended, and gives how many deliveries it took. */
    int awaitDone(String path) {
        await().atMost(AT_MOST)
                .untilAsserted(
                        () -> assertThat(get(path).path("state").asText()).isEqualTo("done"));
        try {
            return get(path).path("count").asInt();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The requests that a subscriber got for an event. */
    static List<Request> requests(ScriptedServer subscriber, String event) {
        return subscriber.requests().stream()
                .filter(request -> request.header("webhook-id").equals(event))
                .toList();
    }

    static void awaitRequests(ScriptedServer subscriber, String event, int count) {
        awaitRequests(subscriber, List.of(event), count);
    }

    /** Waits until a subscriber got so many requests for each of these events. */
    static void awaitRequests(ScriptedServer subscriber, List<String> events, int count) {
        await().atMost(AT_MOST).untilAsserted(() -> assertThat(events)
                .allSatisfy(event -> assertThat(requests(subscriber, event)).hasSize(count)));
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        for (ScriptedServer server : servers) {
            server.close();
        }
    }
}
